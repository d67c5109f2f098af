import type { DeskCase } from '@topay/contract'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatSnapshot } from '#shared/chat/chat-hub.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { caseTitle } from '../inbox/case-title.ts'
import { useDesk } from '../live/desk-context.ts'
import { useCaseWords } from './case-words.ts'
import { placeItems } from './group.ts'
import { MessageRow } from './message-row.tsx'
import { Rating } from './rating.tsx'
import { Typing } from './typing.tsx'
import styles from './conversation.module.css'

/** Nearer to the end than this counts as being at the end. Pixels. */
const NEAR_END = 80

/**
 * What was said, oldest first. Stays at the end while the reader is there, and stays where the reader is otherwise:
 * older messages that are read in and new ones that arrive move nothing.
 */
export const MessageList = ({ chat, deskCase }: { chat: ChatSnapshot; deskCase: DeskCase }) => {
  const { t } = useTranslation('desk')
  const { day } = useFormat()
  const { hub, staff } = useDesk()
  const words = useCaseWords()
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [below, setBelow] = useState(0)

  const firstKey = chat.items[0]?.key
  const last = chat.items.at(-1)
  const before = useRef({ firstKey, lastKey: last?.key, height: 0 })

  // Older messages were put above: what the reader looks at stays where it is.
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || before.current.firstKey === firstKey) return
    if (before.current.height > 0) element.scrollTop += element.scrollHeight - before.current.height
    before.current.firstKey = firstKey
  }, [firstKey])

  useEffect(() => {
    if (before.current.lastKey === last?.key) return
    before.current.lastKey = last?.key
    if (last?.pending) atEnd.current = true
    if (!atEnd.current) setBelow((count) => count + 1)
  }, [last])

  // Read out: what the customer says while the conversation is open, not what is there when it opens.
  const [lastAtOpening] = useState(last?.key)
  const heard = last?.message?.author === 'customer' && last.key !== lastAtOpening ? last.message : null

  // Whatever changes the height (a message, a picture, the composer, the window): the end stays in sight.
  useLayoutEffect(() => {
    const element = scroller.current
    const inner = element?.firstElementChild
    if (!element || !inner) return
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight
      before.current.height = element.scrollHeight
    })
    watcher.observe(element)
    watcher.observe(inner)
    return () => watcher.disconnect()
  }, [])

  useEffect(() => {
    const element = top.current
    if (element === null || !chat.hasOlder) return
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) void hub.loadOlder(deskCase.id).catch(() => {})
      },
      { root: scroller.current, rootMargin: '400px 0px 0px' },
    )
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [chat.hasOlder, hub, deskCase.id])

  const toEnd = () => {
    const element = scroller.current
    element?.scrollTo({ top: element.scrollHeight })
    setBelow(0)
  }
  return (
    <div className={styles['stage']}>
      <div
        ref={scroller}
        className={styles['messages']}
        role="log"
        aria-live="off"
        aria-label={t('conversation.log')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END
          if (atEnd.current) setBelow(0)
        }}
      >
        <div className={styles['inner']}>
          <div ref={top} className={styles['older']}>
            {chat.hasOlder && (
              <button type="button" onClick={() => void hub.loadOlder(deskCase.id).catch(() => {})}>
                {t(chat.loadingOlder ? 'conversation.loadingOlder' : 'conversation.older')}
              </button>
            )}
          </div>
          {placeItems(chat.items, staff.badge).map((placed) => (
            <div key={placed.item.key} className={styles['slot']} data-joined={placed.joined}>
              {placed.newDay && (
                <div className={styles['day']}>
                  <span>{day(placed.item.at)}</span>
                </div>
              )}
              <MessageRow placed={placed} receipts={chat.receipts} deskCase={deskCase} />
            </div>
          ))}
          {chat.typists.length > 0 && <Typing name={caseTitle(deskCase)} />}
          {deskCase.status === 'closed' && !deskCase.internal && <Rating deskCase={deskCase} />}
        </div>
      </div>
      {below > 0 && (
        <button type="button" className={styles['below']} onClick={toEnd}>
          <Icon name="down" size={16} />
          {t('conversation.below', { count: below })}
        </button>
      )}
      <div className="sr" aria-live="polite">
        {heard !== null && t('conversation.heard', { name: caseTitle(deskCase), words: words.ofMessage(heard) })}
      </div>
    </div>
  )
}
