export { liftRiskFlag, listRiskFlags, raiseRiskFlag } from './flags.ts'
export { riskRefusal, type RiskRefusal } from './refusal.ts'
export { riskRoutes } from './routes.ts'
