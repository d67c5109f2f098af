import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { EmptyState, ErrorState } from '#shared/ui/states.tsx'
import { classes } from '#shared/ui/tone.ts'
import { KeyCap } from '../keys/key-cap.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { neighbour } from './arrange.ts'
import { CaseRow } from './case-row.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { useHeld } from './use-held.ts'
import { useInbox } from './use-inbox.ts'
import { useSettledText } from './use-settled-text.ts'
import { views } from './views.ts'
import type { View } from './views.ts'
import styles from './inbox.module.css'

type Props = { view: View; openId: string | null; onPeek: (caseId: string) => void }

/** The left pane: views with live counts, search, and the cases. */
export const CaseList = ({ view, openId, onPeek }: Props) => {
  const { t } = useTranslation('desk')
  const { language } = useFormat()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const q = useSettledText(typed.trim())
  const scroller = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const { held, holdProps } = useHeld(scroller)
  const inbox = useInbox(view, q, openId, held)
  const order = inbox.rows.map((row) => row.id)
  const tabStop = openId !== null && order.includes(openId) ? openId : order[0]

  const rowOf = useCallback(
    (caseId: string) => scroller.current?.querySelector<HTMLElement>(`[data-case="${caseId}"]`),
    [],
  )
  const openNeighbour = (step: 1 | -1) => {
    const next = neighbour(order, openId, step)
    if (next === undefined) return
    void navigate({ to: '/inbox/$view/$caseId', params: { view, caseId: next } })
    // A row that has the keyboard hands it on.
    if (scroller.current?.contains(document.activeElement)) rowOf(next)?.focus()
    const after = neighbour(order, next, step)
    if (after !== undefined) onPeek(after)
  }
  useShortcuts({
    j: () => openNeighbour(1),
    k: () => openNeighbour(-1),
    '/': () => search.current?.select(),
  })
  useEffect(() => {
    if (openId !== null) rowOf(openId)?.scrollIntoView({ block: 'nearest' })
  }, [openId, rowOf])

  const told = inbox.status === 'error' ? explainError(inbox.error, language) : null
  return (
    <section className={styles['list']} aria-label={t('inbox.label')}>
      <header className={styles['listHead']}>
        <h1 className="t3">{t('inbox.title')}</h1>
        <span className={styles['keysHint']}>
          <KeyCap keys="J" />
          <KeyCap keys="K" />
          <span>{t('inbox.move')}</span>
        </span>
      </header>
      <nav className={styles['views']} aria-label={t('inbox.views')}>
        {views.map((name) => (
          <Link
            key={name}
            to="/inbox/$view"
            params={{ view: name }}
            className={classes(styles['view'], name === view && styles['viewOn'])}
            aria-current={name === view ? 'page' : undefined}
          >
            {t(`view.${name}`)}
            {name !== 'closed' && <span className={styles['viewCount']}>{inbox.counts?.[name] ?? ''}</span>}
          </Link>
        ))}
      </nav>
      <div className={styles['search']}>
        <Icon name="search" size={16} />
        <input
          ref={search}
          type="search"
          aria-label={t('inbox.search')}
          placeholder={t('inbox.search')}
          value={typed}
          maxLength={60}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              setTyped('')
              search.current?.blur()
            }
            if (event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault()
              if (order[0] !== undefined) rowOf(order[0])?.focus()
            }
          }}
        />
        {typed === '' ? (
          <KeyCap keys="/" />
        ) : (
          <button type="button" className={styles['clear']} aria-label={t('inbox.clear')} onClick={() => setTyped('')}>
            <Icon name="x" size={16} />
          </button>
        )}
      </div>
      <div className={styles['rows']} ref={scroller} {...holdProps}>
        {inbox.waiting > 0 && (
          <button
            type="button"
            className={styles['fresh']}
            onClick={() => {
              inbox.release()
              scroller.current?.scrollTo({ top: 0 })
            }}
          >
            <Icon name="send" size={14} />
            {t('inbox.fresh', { count: inbox.waiting })}
          </button>
        )}
        {inbox.status === 'pending' && <ListSkeleton />}
        {told !== null && (
          <div className={styles['state']}>
            <ErrorState
              title={told.title}
              hint={told.detail}
              {...(told.requestId !== null && { requestId: told.requestId })}
              onRetry={inbox.retry}
            />
          </div>
        )}
        {inbox.status === 'success' && inbox.rows.length === 0 && (
          <div className={styles['state']}>
            <EmptyState
              title={t(q === '' ? `inbox.empty.${view}` : 'inbox.empty.search')}
              hint={t(q === '' ? `inbox.emptyHint.${view}` : 'inbox.emptyHint.search')}
            />
          </div>
        )}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move between the links inside */}
        <ul
          aria-label={t(`view.${view}`)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
            event.preventDefault()
            const at = (event.target as HTMLElement).dataset['case'] ?? null
            const next = neighbour(order, at, event.key === 'ArrowDown' ? 1 : -1)
            if (next !== undefined) rowOf(next)?.focus()
          }}
        >
          {inbox.rows.map((deskCase) => (
            <CaseRow
              key={deskCase.id}
              deskCase={deskCase}
              view={view}
              open={deskCase.id === openId}
              tabStop={deskCase.id === tabStop}
              onPeek={onPeek}
            />
          ))}
        </ul>
        {inbox.hasMore && (
          <button type="button" className={styles['more']} onClick={inbox.loadMore}>
            {t('inbox.more')}
          </button>
        )}
      </div>
      <div className="sr" aria-live="polite">
        {inbox.waiting > 0 ? t('inbox.fresh', { count: inbox.waiting }) : ''}
      </div>
    </section>
  )
}
