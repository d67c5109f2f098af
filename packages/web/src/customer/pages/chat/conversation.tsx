import type { CustomerCase } from '@topay/contract'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { deliveryOf } from '#shared/chat/timeline.ts'
import { useChat } from '#shared/chat/use-chat.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Avatar } from '#shared/ui/surface.tsx'
import { Bone } from '#shared/ui/states.tsx'
import { classes } from '#shared/ui/tone.ts'
import { useLive } from '../../live/live-context.ts'
import { LoadError } from '../../parts/load-error.tsx'
import { MessageRow } from './message-row.tsx'
import { RatingCard } from './rating-card.tsx'
import { chatRows } from './rows.ts'
import { useSeen } from './use-seen.ts'
import { useStick } from './use-stick.ts'
import styles from './chat.module.css'

/** The messages of a conversation, oldest at the top, with who is typing, and the rating once it is closed. */
export const Conversation = ({ mine, sent }: { mine: CustomerCase; sent: number }) => {
  const { t } = useTranslation('customer')
  const { day, text } = useFormat()
  const { hub } = useLive()
  const chat = useChat(hub, mine.id)
  const seen = useSeen()
  const rows = useMemo(() => chatRows(chat.items), [chat.items])
  const { scroller, onScroll, atEnd, toEnd, stick } = useStick(chat.items[0]?.key, chat.items.at(-1)?.key, () => {
    if (chat.hasOlder) {
      hub.loadOlder(mine.id).catch(() => {
        // The next scroll tries again.
      })
    }
  })

  // A list of cases may know of messages that the stream has not brought yet.
  useEffect(() => hub.noteHead(mine.id, mine.last_seq), [hub, mine.id, mine.last_seq])
  useEffect(() => {
    if (seen && atEnd && chat.lastSeq > 0) hub.mark(mine.id, chat.lastSeq, 'read')
  }, [hub, mine.id, seen, atEnd, chat.lastSeq])
  const sentBefore = useRef(sent)
  useEffect(() => {
    if (sent !== sentBefore.current) stick()
    sentBefore.current = sent
  })

  const typist = chat.typists[0]
  const lastMine = chat.items.findLast((item) => deliveryOf(item, chat.receipts, 'customer') !== null)
  return (
    <div
      ref={scroller}
      className={styles['scroll']}
      onScroll={onScroll}
      role="log"
      aria-label={t('chat.log')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div className={styles['list']}>
        {chat.status === 'error' && (
          <LoadError title={t('chat.failedToOpen')} error={chat.error} onRetry={() => hub.reload(mine.id)} />
        )}
        {chat.status === 'loading' && chat.items.length === 0 && <BubbleBones />}
        {chat.hasOlder && <p className={styles['quiet']}>{t('chat.older')}</p>}
        {rows.map((row) =>
          row.kind === 'day' ? (
            <div key={row.key} className={`t7 c3 ${styles['day']}`}>
              {day(row.at)}
            </div>
          ) : (
            <MessageRow
              key={row.key}
              item={row.item}
              first={row.first}
              last={row.last}
              receipts={chat.receipts}
              showsDelivery={row.item === lastMine}
              aboutPayment={mine.payment_id !== null}
              hub={hub}
            />
          ),
        )}
        {typist && (
          <div className={classes(styles['row'], styles['theirs'], styles['first'])}>
            <Avatar name={typist.name ? text(typist.name) : ''} icon={typist.name ? undefined : 'headset'} />
            <div className={classes(styles['bubble'], styles['typing'])}>
              <i />
              <i />
              <i />
              <span className="sr">
                {typist.name ? t('chat.typing', { name: text(typist.name) }) : t('chat.typingOfficial')}
              </span>
            </div>
          </div>
        )}
        {mine.status === 'closed' && mine.rating === null && <RatingCard mine={mine} />}
      </div>
      {!atEnd && (
        <div className={styles['below']}>
          <button type="button" onClick={() => toEnd(true)}>
            <Icon name="down" size={16} />
            {mine.unread > 0 ? t('chat.newBelow') : t('chat.toEnd')}
          </button>
        </div>
      )}
    </div>
  )
}

const BubbleBones = () => (
  <div className="col-y g3" aria-busy="true">
    <Bone width="62%" height={46} radius={16} />
    <span style={{ alignSelf: 'flex-end', width: '48%' }}>
      <Bone width="100%" height={46} radius={16} />
    </span>
    <Bone width="70%" height={70} radius={16} />
  </div>
)
