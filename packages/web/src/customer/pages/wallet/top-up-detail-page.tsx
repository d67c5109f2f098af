import { useQuery } from '@tanstack/react-query'
import type { TopUp } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, usePathPart } from '../../navigation.tsx'
import { CopyButton, readableId } from '../../parts/copy-button.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { HelpButton } from '../../parts/help-button.tsx'
import { paths } from '../../paths.ts'
import { CheckingProgress } from '../payment/checking-card.tsx'
import { Verdict } from '../payment/verdict.tsx'
import { failureWords } from './failure-words.ts'
import styles from '../payment/payment.module.css'

/** How often an unknown result is looked at, in ms. */
const LOOK_EVERY = 3_000

const open = (status: TopUp['status'] | undefined) => status === 'unknown' || status === 'pending'

/** One top-up: where the money is, and when it moved. */
export const TopUpDetailPage = () => {
  const { t } = useTranslation('customer')
  const { text, moment, language } = useFormat()
  const topUp = useQuery({
    ...apiQuery('getTopUp', { params: { top_up_id: usePathPart('topUpId') } }),
    refetchInterval: ({ state }) => (open(state.data?.status) ? LOOK_EVERY : false),
  })
  const wallet = useQuery(apiQuery('getWallet', {}))
  const made = topUp.data
  if (!made) {
    return (
      <Page title={t('topUpDetail.title')} back={paths.bills()}>
        <Waiting reads={[topUp]} title={t('topUp.failedToOpen')}>
          <SkeletonRows rows={1} />
          <SkeletonRows rows={3} />
        </Waiting>
      </Page>
    )
  }
  const amount = formatMoney(made.amount)
  const card = wallet.data?.cards.find((one) => one.id === made.card_id)
  return (
    <Page
      title={t('topUpDetail.title')}
      heading={false}
      back={paths.bills()}
      readAt={topUp.dataUpdatedAt}
      foot={
        <div className={styles['foot']}>
          <HelpButton
            about={{
              topic: 'other',
              text: t('topUpDetail.helpText', { amount, time: moment(made.created_at), number: readableId(made.id) }),
            }}
          />
          {made.status === 'failed' && (
            <Link {...paths.topUp({ amount: made.amount.amount })} className={buttonClass({ kind: 'primary' })}>
              {t('topUpDetail.again', { amount })}
            </Link>
          )}
        </div>
      }
    >
      <div className="row-x g3" style={{ padding: '0 2px' }}>
        <Tile icon="top-up" />
        <div className="grow">
          <div className="strong">{t('bill.topUp')}</div>
          <div className="t6 c3">{moment(made.created_at)}</div>
        </div>
        <Amount money={made.amount} className="t2" />
      </div>
      {made.status === 'succeeded' && (
        <Verdict tone="ok" icon="ok-circle" title={t('topUpDetail.okTitle')}>
          {t('topUpDetail.okText', { amount })}
        </Verdict>
      )}
      {made.status === 'failed' && (
        <>
          <Verdict tone="ok" icon="shield-ok" title={t('topUpDetail.failedTitle')}>
            {t('topUpDetail.failedText')}
          </Verdict>
          <Card padded>
            <h2 className="t6 c3" style={{ fontWeight: 400 }}>
              {t('topUpDetail.why')}
            </h2>
            <p style={{ marginTop: 4 }}>{failureWords(made.failure_code, language) ?? t('failureWords.fallback')}</p>
          </Card>
        </>
      )}
      {open(made.status) && (
        <Verdict tone="wait" icon="clock" title={t('topUpDetail.checkingTitle')}>
          {t('topUpDetail.checkingText')}
          <CheckingProgress since={made.created_at} onLook={() => void topUp.refetch()} looking={topUp.isFetching} />
        </Verdict>
      )}
      <Card padded>
        <KeyValues
          rows={[
            card ? [t('topUpDetail.from'), `${text(card.bank_name)} (${card.last4})`] : undefined,
            [t('payment.created'), moment(made.created_at)],
            made.settled_at ? [t('payment.settled'), moment(made.settled_at)] : undefined,
            [
              t('topUpDetail.number'),
              <span key="number" className="row-x g1">
                {readableId(made.id)}
                <CopyButton text={made.id} label={t('payment.copyNumber')} />
              </span>,
            ],
          ]}
        />
      </Card>
    </Page>
  )
}
