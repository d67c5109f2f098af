export { issueSetupToken } from './first-admin.ts'
export { type Agent, createStaffMember, getAgent, getAgents, getStaffMember } from './members.ts'
export { staffRoutes } from './routes.ts'
export { staffAuthenticator } from './sessions.ts'
