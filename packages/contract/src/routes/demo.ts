import { z } from 'zod'
import { id, page, pageQuery, timestamp } from '../common.ts'
import { route, shape } from '../route.ts'

export const OutboundMessage = z
  .strictObject({
    id: id('outbound'),
    channel: z.enum(['sms', 'email']),
    to: z.string(),
    template: z.string(),
    subject: z.string().nullable(),
    body: z.string(),
    code: z.string().nullable().meta({ description: 'The one-time code in it, picked out for programs' }),
    status: z.enum(['queued', 'sent', 'failed']),
    created_at: timestamp,
  })
  .meta({ id: 'OutboundMessage' })
export type OutboundMessage = z.infer<typeof OutboundMessage>

export const demoRoutes = {
  listDemoOutbox: route('listDemoOutbox', {
    summary: 'What SMS and e-mail would have been sent, newest first. Demo mode only.',
    tag: 'demo',
    realms: ['public'],
    demoOnly: true,
    query: shape({ ...pageQuery, to: z.string().trim().max(254).optional() }),
    status: 200,
    response: page(OutboundMessage),
  }),
}
