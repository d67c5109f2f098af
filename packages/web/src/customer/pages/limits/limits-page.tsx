import { useQuery } from '@tanstack/react-query'
import type { Limits } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney, formatRoundMoney } from '#shared/money/format-money.ts'
import { Button } from '#shared/ui/button.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Sheet } from '#shared/ui/sheet.tsx'
import { ProgressBar, SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { Section } from '../../parts/section.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { OwnLimits } from './own-limits.tsx'
import styles from './limits.module.css'

type Money = Limits['used_today']

/** How much can be spent, by class, by strength of confirmation, and by one's own will. */
export const LimitsPage = () => {
  const { t } = useTranslation('money')
  const read = useQuery({ ...apiQuery('getLimits', {}), staleTime: 0 })
  return (
    <Page title={t('limits.title')} back={paths.me()} readAt={read.dataUpdatedAt || undefined}>
      <Waiting reads={[read]} title={t('limits.failedToOpen')}>
        <SkeletonRows rows={2} />
        <SkeletonRows rows={3} />
      </Waiting>
      {read.data && <Shown limits={read.data} />}
    </Page>
  )
}

const Shown = ({ limits }: { limits: Limits }) => {
  const { t } = useTranslation('money')
  const { deadline } = useFormat()
  const [editing, setEditing] = useState(false)
  const period = t(`limits.period.${limits.class.period}`)
  const { own } = limits
  return (
    <>
      <Section
        title={t('limits.classTitle')}
        note={<span>{t(`limits.classes.${limits.verification_class}` as 'limits.classes.1')}</span>}
      />
      <Card padded className={styles['block']}>
        <Usage
          name={t('limits.classTitle')}
          used={limits.class.used}
          limit={limits.class.limit}
          words={t('limits.classUsed', {
            period,
            used: formatMoney(limits.class.used),
            limit: formatRoundMoney(limits.class.limit),
          })}
        />
        <p className="t6 c3">{t('limits.classHint')}</p>
        {limits.verification_class < 3 && (
          <div className="row-x between g3">
            <span className="t6 c2">{t('limits.raise')}</span>
            <Link {...paths.verification()} className={buttonClass({ kind: 'accent', size: 'small' })}>
              {t('limits.raiseAction')}
            </Link>
          </div>
        )}
      </Card>

      <Section
        title={t('limits.dayTitle')}
        note={<span>{t('limits.resets', { time: deadline(limits.resets_at) })}</span>}
      />
      <Card padded className={styles['block']}>
        <p className="t6 c2">{t('limits.dayUsed', { used: formatMoney(limits.used_today) })}</p>
        {limits.day.map(({ strength, limit }) => (
          <div key={strength}>
            <div className="row-x between g3">
              <h3 className="t5">{t(`limits.strength.${strength}`)}</h3>
              <span className="t6 c2 nowrap">
                {limit
                  ? t('limits.dayLimit', { used: formatRoundMoney(limits.used_today), limit: formatRoundMoney(limit) })
                  : t('limits.noDayLimit')}
              </span>
            </div>
            {limit && <Usage name={t(`limits.strength.${strength}`)} used={limits.used_today} limit={limit} />}
          </div>
        ))}
      </Card>

      <Section title={t('limits.ownTitle')} />
      <Card padded className={styles['block']}>
        <p className="t6 c3">{t('limits.ownHint')}</p>
        <div className="row-x between g3">
          <h3 className="t5">{t('limits.perPayment')}</h3>
          <b>{own.per_payment ? formatRoundMoney(own.per_payment) : t('limits.none')}</b>
        </div>
        <div>
          <div className="row-x between g3">
            <h3 className="t5">{t('limits.perDay')}</h3>
            <b>{own.per_day ? formatRoundMoney(own.per_day) : t('limits.none')}</b>
          </div>
          {own.per_day && (
            <Usage
              name={t('limits.perDay')}
              used={own.used_today}
              limit={own.per_day}
              words={t('limits.ownUsed', {
                used: formatMoney(own.used_today),
                limit: formatRoundMoney(own.per_day),
              })}
            />
          )}
        </div>
        <Button kind="accent" wide onClick={() => setEditing(true)}>
          {t('limits.edit')}
        </Button>
      </Card>
      <Sheet open={editing} onClose={() => setEditing(false)} title={t('limits.editTitle')}>
        <OwnLimits limits={limits} onDone={() => setEditing(false)} />
      </Sheet>
    </>
  )
}

/** A bar, the words that say the same, and what is left. */
const Usage = ({ name, used, limit, words }: { name: string; used: Money; limit: Money; words?: string }) => {
  const { t } = useTranslation('money')
  const left = { ...limit, amount: Math.max(0, limit.amount - used.amount) }
  const share = limit.amount === 0 ? 1 : used.amount / limit.amount
  return (
    <div className={styles['usage']}>
      {words && <p>{words}</p>}
      <ProgressBar
        tone={share >= 0.9 ? 'wait' : 'ok'}
        share={share}
        label={t('limits.progress', { name, used: formatMoney(used), limit: formatMoney(limit) })}
      />
      <p className={`t6 ${left.amount === 0 ? 'c-wait' : 'c3'}`}>{t('limits.dayLeft', { left: formatMoney(left) })}</p>
    </div>
  )
}
