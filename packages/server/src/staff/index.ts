export {
  type ApprovalKinds,
  type ApprovalRequest,
  decideApproval,
  expireApprovals,
  listApprovals,
  requestApproval,
  requireUnlinked,
} from './approvals.ts'
export { issueSetupToken } from './first-admin.ts'
export { type StaffDeps } from './deps.ts'
export { staffCrontab, staffJobs } from './jobs.ts'
export { type Agent, createStaffMember, getAgent, getAgents, getStaffMember } from './members.ts'
export { staffRoutes } from './routes.ts'
export { staffAuthenticator } from './sessions.ts'
