import { useQuery } from '@tanstack/react-query'
import type { Withdrawal } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import type { IconName } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues, Tile } from '#shared/ui/surface.tsx'
import { Timeline, type TimelineStep } from '#shared/ui/timeline.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, usePathPart } from '../../navigation.tsx'
import { CopyButton, readableId } from '../../parts/copy-button.tsx'
import { RefusalCard } from '../../parts/refusal-card.tsx'
import { HelpButton } from '../../parts/help-button.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { Verdict } from '../payment/verdict.tsx'
import styles from '../payment/payment.module.css'

/** How often one that is under way is looked at, in ms; the stream usually is quicker. */
const LOOK_EVERY = 4_000

const underWay = (status: Withdrawal['status'] | undefined) => status === 'pending' || status === 'unknown'

/** One withdrawal: where the money is now, and what follows. */
export const WithdrawalPage = () => {
  const { t } = useTranslation('money')
  const read = useQuery({
    ...apiQuery('getWithdrawal', { params: { withdrawal_id: usePathPart('withdrawalId') } }),
    refetchInterval: ({ state }) => (underWay(state.data?.status) ? LOOK_EVERY : false),
  })
  if (read.data) return <Detail made={read.data} readAt={read.dataUpdatedAt} />
  return (
    <Page title={t('withdrawal.title')} back={paths.bills()}>
      <Waiting reads={[read]} title={t('withdrawal.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={3} />
      </Waiting>
    </Page>
  )
}

const LOOKS = {
  succeeded: { tone: 'ok', icon: 'ok-circle', title: 'withdrawal.okTitle' },
  pending: { tone: 'wait', icon: 'clock', title: 'withdrawal.heldTitle' },
  unknown: { tone: 'wait', icon: 'clock', title: 'withdrawal.unknownTitle' },
  failed: { tone: 'ok', icon: 'shield-ok', title: 'withdrawal.failedTitle' },
  returned: { tone: 'info', icon: 'refund', title: 'withdrawal.returnedTitle' },
} as const satisfies Record<Withdrawal['status'], { tone: 'ok' | 'wait' | 'info'; icon: IconName; title: string }>

const Detail = ({ made, readAt }: { made: Withdrawal; readAt: number }) => {
  const { t } = useTranslation('money')
  const { t: words } = useTranslation('customer')
  const { text, moment, deadline, clockSeconds } = useFormat()
  const amount = formatMoney(made.amount)
  const card = `${text(made.bank_name)} (${made.card_last4})`
  const look = LOOKS[made.status]
  const open = underWay(made.status)
  const by = made.arrives_by
  const says = {
    succeeded: t('withdrawal.okText', { amount, card }),
    pending: by ? t('withdrawal.heldText', { time: deadline(by) }) : t('withdrawal.heldTextPlain'),
    unknown: by ? t('withdrawal.unknownText', { time: deadline(by) }) : t('withdrawal.heldTextPlain'),
    failed: t('withdrawal.failedText', { amount }),
    returned: t('withdrawal.returnedText', { amount }),
  }[made.status]

  const settled = made.settled_at ? clockSeconds(made.settled_at) : undefined
  const end: TimelineStep[] =
    made.status === 'succeeded'
      ? [{ id: 'end', state: 'good', title: t('withdrawal.steps.arrives', { card }), time: settled }]
      : made.status === 'returned'
        ? [
            { id: 'bank', state: 'past', title: t('withdrawal.steps.arrives', { card }) },
            { id: 'end', state: 'good', title: t('withdrawal.steps.back'), time: settled },
          ]
        : made.status === 'failed'
          ? [{ id: 'end', state: 'good', title: t('withdrawal.steps.back'), time: settled }]
          : [
              { id: 'bank', state: 'now', title: t('withdrawal.steps.bank') },
              {
                id: 'end',
                state: 'next',
                title: t('withdrawal.steps.arrives', { card }),
                ...(by && { detail: deadline(by) }),
              },
            ]
  // A refusal before anything was held has no way to show.
  const held = made.status !== 'failed' || made.settled_at !== made.created_at
  const steps: TimelineStep[] = [
    { id: 'asked', state: 'past', title: t('withdrawal.steps.asked'), time: clockSeconds(made.created_at) },
    ...(held ? [{ id: 'held', state: 'past', title: t('withdrawal.steps.held') } as const] : []),
    ...end,
  ]
  return (
    <Page
      title={t('withdrawal.title')}
      heading={false}
      back={paths.bills()}
      readAt={readAt}
      foot={
        <div className={styles['foot']}>
          <HelpButton
            about={{
              topic: 'payment',
              text: t('withdrawal.help', { amount, time: moment(made.created_at), number: readableId(made.id) }),
            }}
          />
          {made.status === 'returned' && (
            <Link {...paths.withdraw({ amount: made.amount.amount })} className={buttonClass({ kind: 'primary' })}>
              {t('withdrawal.again', { amount })}
            </Link>
          )}
        </div>
      }
    >
      <div className="row-x g3" style={{ padding: '0 2px' }}>
        <Tile icon="withdraw" />
        <div className="grow">
          <div className="strong">{t('withdrawal.name')}</div>
          <div className="t6 c3">
            {card} · {moment(made.created_at)}
          </div>
        </div>
        <Amount money={made.amount} className="t2" />
      </div>
      <Verdict tone={look.tone} icon={look.icon} title={t(look.title)}>
        {says}
        {open && <span style={{ display: 'block' }}>{t('withdrawal.leave')}</span>}
      </Verdict>
      {made.status === 'failed' && (
        <RefusalCard
          refusal={made}
          why={t('withdrawal.why')}
          what={`${t('withdrawal.name')} ${card} ${amount}`}
          retry={(verify) =>
            paths.withdraw({ amount: made.amount.amount, card: made.card_id, ...(verify && { verify: true }) })
          }
        />
      )}
      <Card padded>
        <h2 className="sr">{t('withdrawal.where')}</h2>
        <Timeline steps={steps} />
      </Card>
      <Card padded>
        <KeyValues
          rows={[
            [t('withdrawal.card'), card],
            [words('payment.created'), moment(made.created_at)],
            made.settled_at ? [words('payment.settled'), moment(made.settled_at)] : undefined,
            [
              t('withdrawal.number'),
              <span key="number" className="row-x g1">
                {readableId(made.id)}
                <CopyButton text={made.id} label={words('payment.copyNumber')} />
              </span>,
            ],
          ]}
        />
      </Card>
    </Page>
  )
}
