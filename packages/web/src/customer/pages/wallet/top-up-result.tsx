import { useQuery } from '@tanstack/react-query'
import type { Order, TopUp } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { useHelp } from '../../parts/use-help.ts'
import { paths } from '../../paths.ts'
import { CheckingProgress } from '../payment/checking-card.tsx'
import { Verdict } from '../payment/verdict.tsx'
import { failureWords } from './failure-words.ts'
import styles from './wallet.module.css'

/** How often an unknown result is looked at, in ms. */
const LOOK_EVERY = 3_000

/** What came of a top-up: arrived (and on to the order that waits), not taken, or not known yet. */
export const TopUpResult = ({
  made,
  order,
  onAgain,
}: {
  made: TopUp
  order: Order | undefined
  onAgain: () => void
}) => {
  const { t } = useTranslation('customer')
  const { text, deadline, language } = useFormat()
  const help = useHelp()
  const wallet = useQuery(apiQuery('getWallet', {}))
  const {
    data: topUp = made,
    refetch,
    isFetching,
  } = useQuery({
    ...apiQuery('getTopUp', { params: { top_up_id: made.id } }),
    initialData: made,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.status === 'unknown' || state.data?.status === 'pending' ? LOOK_EVERY : false,
  })
  const amount = formatMoney(topUp.amount)
  const detail = (
    <Link {...paths.topUpDetail(topUp.id)} className={buttonClass({ kind: 'plain', size: 'small' })}>
      {t('topUp.seeDetail')}
    </Link>
  )

  if (topUp.status === 'succeeded') {
    return (
      <Page
        title={t('topUp.title')}
        heading={false}
        foot={
          order ? (
            <Link {...paths.checkout(order.id)} replace className={buttonClass({ kind: 'primary', wide: true })}>
              {t('topUp.thenPay', { amount: formatMoney(order.amount) })}
            </Link>
          ) : (
            <Link {...paths.home()} replace className={buttonClass({ kind: 'primary', wide: true })}>
              {t('topUp.done')}
            </Link>
          )
        }
      >
        <div className={styles['done']}>
          <span className={styles['disc']}>
            <Icon name="check" size={28} />
          </span>
          <h1 className="t1">{t('topUp.ok', { amount })}</h1>
          {wallet.data && <p className="c2">{t('topUp.okHint', { amount: formatMoney(wallet.data.balance) })}</p>}
          {order && (
            <p className="t6 c3">
              {t('topUp.thenPayHint', { merchant: text(order.merchant.name), time: deadline(order.expires_at) })}
            </p>
          )}
          <div style={{ marginTop: 12 }}>{detail}</div>
        </div>
      </Page>
    )
  }
  const failed = topUp.status === 'failed'
  return (
    <Page
      title={t('topUp.title')}
      heading={false}
      foot={
        failed && (
          <div className="row-x g3">
            <Button
              kind="accent"
              icon="headset"
              className="grow"
              busy={help.busy}
              onClick={() => help.open({ topic: 'other', text: t('topUp.helpText', { amount }) })}
            >
              {t('payment.help')}
            </Button>
            <Button kind="primary" className="grow" onClick={onAgain}>
              {t('topUp.another')}
            </Button>
          </div>
        )
      }
    >
      {failed ? (
        <Verdict tone="ok" icon="shield-ok" title={t('topUpDetail.failedTitle')}>
          {t('topUpDetail.failedText')}
          <br />
          {failureWords(topUp.failure_code, language) ?? t('failureWords.fallback')}
        </Verdict>
      ) : (
        <Verdict tone="wait" icon="clock" title={t('topUp.checking')}>
          {t('topUp.checkingHint')}
          <CheckingProgress since={topUp.created_at} onLook={() => void refetch()} looking={isFetching} />
        </Verdict>
      )}
      <div className="center">{detail}</div>
    </Page>
  )
}
