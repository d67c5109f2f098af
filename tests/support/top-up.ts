// The parts of a top-up, which modules above the wallet do not see: tests interleave them.
export { chargeTopUp, queryTopUp, startTopUp } from '../../packages/server/src/wallet/top-up.ts'
