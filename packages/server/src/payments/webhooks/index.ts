export { resealWebhookSecrets } from './change-secret.ts'
export { deliverWebhook, type WebhookDeps } from './deliver.ts'
export { listWebhookDeliveries, replayWebhookDelivery } from './deliveries.ts'
export { DELIVER_WEBHOOK } from './emit.ts'
export {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoints,
  requireWebhookUrl,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from './endpoints.ts'
