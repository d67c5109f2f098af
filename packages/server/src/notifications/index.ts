export { notificationJobs } from './jobs.ts'
export { notify, sendCode } from './notify.ts'
export { notificationRoutes } from './routes.ts'
