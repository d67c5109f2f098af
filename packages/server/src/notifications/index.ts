export { notificationJobs } from './jobs.ts'
export { moneyInWords } from './money-words.ts'
export { notify, sendCode } from './notify.ts'
export { notificationRoutes } from './routes.ts'
