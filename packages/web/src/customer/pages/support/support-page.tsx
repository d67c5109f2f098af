import { useInfiniteQuery } from '@tanstack/react-query'
import type { CustomerCase } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { Seal } from '#shared/icons/marks.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Page, TopBar } from '../../layout/page.tsx'
import { TabBar } from '../../layout/tab-bar.tsx'
import { Link } from '../../navigation.tsx'
import type { Attention } from '../../parts/attention.ts'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { Section } from '../../parts/section.tsx'
import { useAttention } from '../../parts/use-attention.ts'
import { useHelp } from '../../parts/use-help.ts'
import { paths } from '../../paths.ts'
import { CaseRow } from './case-row.tsx'
import rows from '../../parts/row.module.css'
import styles from './support.module.css'

type Topic = CustomerCase['topic']

const TOPICS = [
  { key: 'refund', topic: 'refund', icon: 'refund' },
  { key: 'security', topic: 'security', icon: 'question' },
  { key: 'account', topic: 'account', icon: 'lock' },
  { key: 'wallet', topic: 'other', icon: 'wallet' },
  { key: 'other', topic: 'other', icon: 'chat' },
] as const satisfies { key: string; topic: Topic; icon: IconName }[]

/** Official support: say what happened, or pick what it is about; and everything asked before. */
export const SupportPage = () => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const online = useOnline()
  const help = useHelp()
  const [text, setText] = useState('')
  const cases = useInfiniteQuery(apiPages('listMyCases', { query: { limit: 20 } }))
  const attention = useAttention()
  const related = attention.items.filter((item) => item.kind === 'failed' || item.kind === 'checking')
  const mine = cases.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <Page
      title={t('support.title')}
      readAt={cases.dataUpdatedAt || undefined}
      head={
        <TopBar>
          <h1 className="row-x g2 t2">
            <Seal size={24} label={common('official')} />
            {t('support.title')}
          </h1>
        </TopBar>
      }
      tabs={<TabBar />}
    >
      <form
        className={styles['ask']}
        onSubmit={(event) => {
          event.preventDefault()
          help.open({ topic: 'other', text: text.trim() })
        }}
      >
        <textarea
          aria-label={t('support.askLabel')}
          placeholder={t('support.ask')}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className={styles['askFoot']}>
          <span className="t7 c3">{t('support.hours')}</span>
          <Button kind="primary" size="small" type="submit" busy={help.busy} disabled={!text.trim() || !online}>
            {t('support.send')}
          </Button>
        </div>
      </form>

      {related.length > 0 && (
        <>
          <Section title={t('support.related')} />
          <Card>
            {related.slice(0, 3).map((item) => (
              <RelatedRow key={item.bill.id} item={item} />
            ))}
          </Card>
        </>
      )}

      <Section title={t('support.topics')} />
      <div className={styles['topics']}>
        <Link {...paths.bills({ state: 'failed' })} className={styles['topic']}>
          <Icon name="x-circle" />
          {t('support.topic.payment')}
        </Link>
        {TOPICS.map(({ key, topic, icon }) => (
          <button
            key={key}
            type="button"
            className={styles['topic']}
            disabled={help.busy || !online}
            onClick={() => help.open({ topic, text: t(`support.topic.${key}`) })}
          >
            <Icon name={icon} />
            {t(`support.topic.${key}`)}
          </button>
        ))}
      </div>

      <Section title={t('support.cases')} />
      <Waiting reads={[cases]} title={t('support.failedToOpen')}>
        <SkeletonRows rows={2} />
      </Waiting>
      {cases.data && (
        <Card>
          {mine.map((one) => (
            <CaseRow key={one.id} mine={one} />
          ))}
          {mine.length === 0 && <EmptyState title={t('support.noCases')} hint={t('support.noCasesHint')} />}
        </Card>
      )}
      {cases.hasNextPage && (
        <div className="center">
          <Button kind="plain" size="small" busy={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
            {t('support.moreCases')}
          </Button>
        </div>
      )}
      <p className="t6 c3" style={{ padding: '0 4px' }}>
        {t('support.real')}
      </p>
    </Page>
  )
}

const RelatedRow = ({ item }: { item: Extract<Attention, { kind: 'failed' | 'checking' }> }) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const { bill } = item
  const values = { merchant: text(bill.counterparty), amount: formatMoney(bill.amount) }
  return (
    <Link {...paths.payment(bill.payment_id ?? '')} className={rows['row']}>
      <Tile icon={categoryIcon(bill.category)} />
      <span className="grow">
        <span style={{ display: 'block' }}>
          {item.kind === 'failed' ? t('support.relatedPayment', values) : t('support.relatedChecking', values)}
        </span>
        {item.kind === 'failed' ? (
          <span className="t6 c-ok" style={{ display: 'block' }}>
            {text(item.diagnosis.verdict)} · {t('support.seeHow')}
          </span>
        ) : (
          <span className="t6 c-wait" style={{ display: 'block' }}>
            {t('home.attention.checkingHint')}
          </span>
        )}
      </span>
      <span className="c3">
        <Icon name="right" size={18} />
      </span>
    </Link>
  )
}
