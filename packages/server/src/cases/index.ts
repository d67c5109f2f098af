export { assignCase } from './assign-case.ts'
export { caseInHand, type CaseInHand } from './case-in-hand.ts'
export { type Publication } from './case-events.ts'
export { type CaseKind, type CaseKinds, type Card as CaseCard, type InternalCaseKind } from './case-kind.ts'
export { closeCase } from './close-case.ts'
export { type CasesDeps } from './deps.ts'
export { getCasePanel } from './get-case-panel.ts'
export { casesJobs } from './jobs.ts'
export { getCase, getMyCase, listCaseMessages, listCases, listMessages, listMyCases } from './list-cases.ts'
export { markCaseMessages, markMessages } from './mark-messages.ts'
export {
  closeInternalCase,
  escalateInternalCase,
  type NewInternalCase,
  noteInternalCase,
  openInternalCase,
} from './internal-case.ts'
export { openCase } from './open-case.ts'
export { caseAudience, caseNumberOf } from './queries.ts'
export { postEventAbout } from './post-event-about.ts'
export { rateCase } from './rate-case.ts'
export { addNote, replyToCase } from './reply-to-case.ts'
export { casesRoutes } from './routes.ts'
export { sendMessage } from './send-message.ts'
export { setCaseStatus } from './set-case-status.ts'
export { doerOf, type StaffDoer } from './staff-doer.ts'
export { type NewUrgentCase, openUrgentCase } from './urgent-case.ts'
