export { type AuditEntry, listAudit } from './list.ts'
export { type AuditDetail, recordAudit } from './record.ts'
export { type AuditVerdict, verifyAudit } from './verify.ts'
