import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { useGo, usePathPart } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './security.module.css'

/** The payments of a month, looked through once: all mine, or which are not. Those open a case each. */
export const MonthPage = () => {
  const { t } = useTranslation('security')
  const month = usePathPart('month')
  const { moment, month: monthOf } = useFormat()
  const go = useGo()
  const queryClient = useQueryClient()
  const read = useQuery({ ...apiQuery('getMonthReview', { params: { month } }), staleTime: 0 })
  const [unknown, setUnknown] = useState<ReadonlySet<string>>(new Set())
  const answer = useApiMutation('answerMonthReview', {
    onSuccess: ({ case_ids }) => {
      for (const changed of ['getMonthReview', 'getSecurityCheckup', 'listMyCases'])
        void queryClient.invalidateQueries({ queryKey: [changed] })
      showToast(case_ids.length === 0 ? t('month.thanks') : t('month.cases', { count: case_ids.length }))
      const [first] = case_ids
      if (first) go(case_ids.length === 1 ? paths.chat(first) : paths.support())
    },
  })
  const items = read.data?.items ?? []
  const reviewed = read.data?.reviewed_at
  const mark = (id: string, on: boolean) => {
    const next = new Set(unknown)
    if (on) next.add(id)
    else next.delete(id)
    setUnknown(next)
  }
  return (
    <Page
      title={t('month.title', { month: monthOf(`${month}-15T12:00:00+08:00`) })}
      back={paths.security()}
      foot={
        items.length > 0 && !reviewed ? (
          <Button
            kind="primary"
            wide
            busy={answer.isPending}
            onClick={() => answer.mutate({ params: { month }, body: { unknown: [...unknown] } })}
          >
            {unknown.size === 0 ? t('month.all') : t('month.some', { count: unknown.size })}
          </Button>
        ) : undefined
      }
    >
      <p className="c2">{reviewed ? t('month.reviewed', { time: moment(reviewed) }) : t('month.lead')}</p>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={6} />
      </Waiting>
      {read.data && items.length === 0 && <EmptyState title={t('month.empty')} />}
      {items.length > 0 && (
        <Card>
          {items.map((item) => (
            <div key={item.transaction_id} className={rows['row']} data-testid="month-item">
              <div className="grow">
                <div>{item.title}</div>
                <div className="t6 c3">{moment(item.at)}</div>
              </div>
              <div className={rows['end']}>
                <div className="strong">{formatMoney(item.amount)}</div>
                {reviewed ? (
                  item.answer === 'unknown' && <div className="t6 c-wait">{t('month.unknown')}</div>
                ) : (
                  <label className={`t6 c2 ${styles['mark']}`}>
                    <input
                      type="checkbox"
                      checked={unknown.has(item.transaction_id)}
                      onChange={(event) => mark(item.transaction_id, event.target.checked)}
                    />
                    {t('month.unknown')}
                    <span className="sr">{item.title}</span>
                  </label>
                )}
              </div>
            </div>
          ))}
        </Card>
      )}
      <FormError error={answer.error} />
    </Page>
  )
}
