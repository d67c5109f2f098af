import type { Message } from '@topay/contract'

export type { Message }
export type CaseEvent = NonNullable<Message['event']>
export type PaymentCardData = NonNullable<Message['card']>
export type Attachment = Message['attachments'][number]
