import { useQuery } from '@tanstack/react-query'
import type { CustomerCase } from '@topay/contract'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Seal } from '#shared/icons/marks.tsx'
import { useRealtimeStatus } from '#shared/realtime/use-realtime-status.ts'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Page } from '../../layout/page.tsx'
import { useLeave, usePathPart } from '../../navigation.tsx'
import { useLive } from '../../live/live-context.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { AboutPayment, PaymentChips } from './about-payment.tsx'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import styles from './chat.module.css'

/** How long the connection may be gone before it is worth a word, in ms. */
const PATIENCE = 2_500

/** One conversation with official support. */
export const ChatPage = () => {
  const { t } = useTranslation('customer')
  const caseId = usePathPart('caseId')
  const found = useQuery(apiQuery('getMyCase', { params: { case_id: caseId } }))
  const [sent, setSent] = useState(0)
  const mine = found.data
  return (
    <Page
      key={caseId}
      fill
      title={t('chat.title')}
      offline={t('chat.offline')}
      head={
        <>
          <ChatBar mine={mine} />
          {mine?.payment_id && <AboutPayment paymentId={mine.payment_id} />}
          <ConnectionStrip />
        </>
      }
      foot={
        mine && (
          <>
            {mine.payment_id && mine.status !== 'closed' && <PaymentChips paymentId={mine.payment_id} />}
            <Composer key={caseId} caseId={caseId} onSent={() => setSent(sent + 1)} />
          </>
        )
      }
    >
      {mine ? (
        <Conversation key={caseId} mine={mine} sent={sent} />
      ) : (
        <div style={{ padding: 16 }}>
          <Waiting reads={[found]} title={t('chat.failedToOpen')}>
            <SkeletonRows rows={3} />
          </Waiting>
        </div>
      )}
    </Page>
  )
}

const ChatBar = ({ mine }: { mine: CustomerCase | undefined }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { text } = useFormat()
  const leave = useLeave()
  const agent = mine?.agent && { name: text(mine.agent.name), badge: mine.agent.badge }
  const under = !mine
    ? ''
    : mine.status === 'closed'
      ? t('chat.closed')
      : agent
        ? t('chat.serving', agent)
        : t('chat.waiting')
  return (
    <div className={styles['bar']}>
      <IconButton icon="left" label={common('back')} onClick={() => leave(paths.support())} />
      <div className={styles['who']}>
        <h1 className={styles['name']}>
          <Seal size={18} label={common('official')} />
          {t('chat.title')}
        </h1>
        <div className="t7 c2 ellipsis">{under}</div>
      </div>
    </div>
  )
}

/** Says that the connection is gone, once it has been for a moment; the offline line of the page says so too. */
const ConnectionStrip = () => {
  const { realtime } = useLive()
  return useRealtimeStatus(realtime) === 'waiting' ? <LateStrip /> : null
}

const LateStrip = () => {
  const { t } = useTranslation('customer')
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [])
  return (
    late && (
      <output className={styles['strip']}>
        <Icon name="refresh" size={18} />
        {t('chat.reconnecting')}
      </output>
    )
  )
}
