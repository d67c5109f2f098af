import { useInfiniteQuery } from '@tanstack/react-query'
import type { MoneyRequest } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiPages } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Avatar, Card, Pill } from '#shared/ui/surface.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { requestState } from './request-state.ts'
import rows from '../../parts/row.module.css'
import styles from './receive.module.css'

/** Requests for money, made and received. */
export const RequestsPage = () => {
  const { t } = useTranslation('money')
  const [show, setShow] = useState<'all' | 'open'>('all')
  const read = useInfiniteQuery(
    apiPages('listMoneyRequests', { query: { limit: 20, ...(show === 'open' && { status: 'open' }) } }),
  )
  const items = read.data?.pages.flatMap((page) => page.items)
  const ask = (
    <Link {...paths.ask()} className={buttonClass({ kind: 'primary', wide: true })}>
      {t('requests.ask')}
    </Link>
  )
  return (
    <Page title={t('requests.title')} back={paths.receive()} readAt={read.dataUpdatedAt || undefined} foot={ask}>
      <div className={styles['tabs']}>
        <Choice
          label={t('requests.title')}
          value={show}
          options={(['all', 'open'] as const).map((value) => ({ value, label: t(`requests.filter.${value}`) }))}
          onChange={setShow}
        />
      </div>
      <Waiting reads={[read]} title={t('requests.failedToOpen')}>
        <SkeletonRows rows={4} />
      </Waiting>
      {items && (
        <Card>
          {items.length === 0 &&
            (show === 'open' ? (
              <EmptyState title={t('requests.none')} />
            ) : (
              <EmptyState title={t('requests.empty')} hint={t('requests.emptyHint')} />
            ))}
          {items.map((request) => (
            <RequestRow key={request.id} request={request} />
          ))}
        </Card>
      )}
      {read.hasNextPage && (
        <Button kind="plain" busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('requests.more')}
        </Button>
      )}
    </Page>
  )
}

const RequestRow = ({ request }: { request: MoneyRequest }) => {
  const { t } = useTranslation('money')
  const { moment } = useFormat()
  const state = requestState(request, useNow(30_000))
  const name = request.counterparty_name
  return (
    <Link {...paths.request(request.id)} className={rows['row']}>
      <Avatar name={name} />
      <span className="grow">
        <span className="ellipsis" style={{ display: 'block' }}>
          {t(request.direction === 'to_me' ? 'requests.toMe' : 'requests.fromMe', { name })}
        </span>
        <span className="t7 c3 ellipsis" style={{ display: 'block' }}>
          {[moment(request.created_at), request.note].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span className={rows['end']}>
        <span className="strong" style={{ display: 'block' }}>
          {formatMoney(request.amount)}
        </span>
        <Pill tone={state.tone}>{t(`requests.status.${state.word}`)}</Pill>
      </span>
    </Link>
  )
}
