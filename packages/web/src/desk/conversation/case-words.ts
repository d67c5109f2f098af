import type { CaseEvent, Message } from './types.ts'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'

/** Words for what happens in a case and for messages that are no text, in the reader's language. */
export const useCaseWords = () => {
  const { t } = useTranslation('desk')
  const { clock, span, text } = useFormat()
  return useMemo(() => {
    const ofEvent = (event: CaseEvent, at: string, internal = false): string => {
      const time = clock(at)
      switch (event.type) {
        case 'opened':
          return t(internal ? 'internal.opened' : 'event.opened', { time })
        case 'assigned':
          return t(internal ? 'internal.assigned' : 'event.assigned', {
            name: text(event.agent.name),
            time,
            span: span(event.waited_seconds * 1000),
          })
        case 'unassigned':
          return t('event.unassigned', { time })
        case 'waiting_customer':
          return t('event.waiting', { time })
        case 'closed':
          return t('event.closed', { time, reason: t(`closeReason.${event.reason}`) })
        case 'reopened':
          return t('event.reopened', { time })
        case 'rated':
          return t('event.rated', { time, score: event.score })
        case 'payment_settled':
          return t('event.settled', {
            time,
            merchant: text(event.card.merchant),
            amount: formatMoney(event.card.amount),
            result: t(event.card.status === 'succeeded' ? 'event.settledPaid' : 'event.settledFailed'),
          })
      }
    }
    const ofMessage = (message: Message): string => {
      if (message.event !== null) return ofEvent(message.event, message.created_at)
      if (message.card !== null) return `${text(message.card.merchant)} ${formatMoney(message.card.amount)}`
      return message.text || message.attachments.map((attachment) => attachment.name).join('，')
    }
    return { ofEvent, ofMessage }
  }, [t, clock, span, text])
}
