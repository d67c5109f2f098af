export { type DemoAccount, demoAccounts } from './accounts.ts'
export { type DemoDeps, loadDemo } from './load-demo.ts'
export { renewShopKey } from './shop.ts'
