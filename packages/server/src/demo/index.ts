export { type DemoAccount, demoAccounts } from './accounts.ts'
export { type DemoDeps, loadDemo } from './load-demo.ts'
export { noteShop, renewShopKey } from './shop.ts'
