import { useMutation, useQuery } from '@tanstack/react-query'
import type { Transaction } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { download } from '#shared/api/download.ts'
import { explainError } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { ListAmount } from '#shared/ui/amount.tsx'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues, Pill, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import type { Tone } from '#shared/ui/tone.ts'
import { Page } from '../../layout/page.tsx'
import { Link, type Target, usePathPart } from '../../navigation.tsx'
import { iconOfBill } from '../../parts/bill-row.tsx'
import { billState } from '../../parts/bill-state.ts'
import { CopyButton, readableId } from '../../parts/copy-button.tsx'
import { useHelp } from '../../parts/use-help.ts'
import { useHidden } from '../../parts/use-hidden.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { useBillWords } from './use-bill-words.ts'
import row from '../../parts/row.module.css'
import styles from './bills.module.css'

/** How often a bill whose end is not known is looked at, in ms. */
const LOOK_EVERY = 5_000

const STATE: Record<Transaction['status'], { tone: Tone; icon: IconName }> = {
  succeeded: { tone: 'ok', icon: 'ok-circle' },
  failed: { tone: 'neutral', icon: 'shield-ok' },
  pending: { tone: 'wait', icon: 'clock' },
  unknown: { tone: 'wait', icon: 'clock' },
  returned: { tone: 'info', icon: 'history' },
}

/** The page that knows more of what is behind a bill: how it went, why not, what is next. */
const behind = (bill: Transaction): Target | null => {
  if (bill.payment_id !== null) return paths.payment(bill.payment_id)
  if (bill.top_up_id !== null) return paths.topUpDetail(bill.top_up_id)
  if (bill.withdrawal_id !== null) return paths.withdrawal(bill.withdrawal_id)
  return bill.transfer_id === null ? null : paths.transferDetail(bill.transfer_id)
}

/** One bill of any kind: how it stands, all that is known of it, its receipt, and the ways on. */
export const BillPage = () => {
  const { t } = useTranslation('bills')
  const bill = useQuery({
    ...apiQuery('getTransaction', { params: { transaction_id: usePathPart('transactionId') } }),
    refetchInterval: ({ state }) =>
      state.data?.status === 'pending' || state.data?.status === 'unknown' ? LOOK_EVERY : false,
  })
  if (!bill.data) {
    return (
      <Page title={t('bill.title')} back={paths.bills()}>
        <Waiting reads={[bill]} title={t('bill.failedToOpen')}>
          <SkeletonRows rows={1} />
          <SkeletonRows rows={3} />
        </Waiting>
      </Page>
    )
  }
  return <Bill bill={bill.data} readAt={bill.dataUpdatedAt} />
}

const Bill = ({ bill, readAt }: { bill: Transaction; readAt: number }) => {
  const { t } = useTranslation('bills')
  const { text, moment } = useFormat()
  const [hidden] = useHidden()
  const words = useBillWords()
  const help = useHelp()
  const { tone, icon } = STATE[bill.status]
  const more = behind(bill)
  const name = text(bill.counterparty)
  const said = {
    succeeded: bill.kind === 'payment' ? t('bill.okPayment') : t(`bill.ok.${bill.direction}`),
    failed: t('bill.failed'),
    pending: t('bill.pending'),
    unknown: t('bill.checking'),
    returned: t('bill.returned'),
  }[bill.status]
  const explained = {
    succeeded: null,
    failed: t('bill.failedText'),
    pending: t('bill.pendingText'),
    unknown: t('bill.checkingText'),
    returned: t('bill.returnedText'),
  }[bill.status]
  const ask = () =>
    bill.payment_id === null
      ? help.open({
          topic: 'other',
          text: t('bill.helpText', {
            name,
            amount: formatMoney(bill.amount),
            time: moment(bill.created_at),
            number: readableId(bill.id),
          }),
        })
      : help.open({ payment_id: bill.payment_id })
  return (
    <Page
      title={t('bill.title')}
      heading={false}
      back={paths.bills()}
      readAt={readAt}
      foot={
        <Button wide kind="accent" icon="headset" busy={help.busy} onClick={ask}>
          {t('bill.help')}
        </Button>
      }
    >
      <section className={styles['top']}>
        <Tile icon={iconOfBill(bill)} size="large" />
        <h1 className="t4">{name}</h1>
        <ListAmount money={bill.amount} direction={billState(bill).direction} hidden={hidden} className="t-hero" />
        <Pill tone={tone} icon={icon}>
          {said}
        </Pill>
        {explained && <p className="t6 c2">{explained}</p>}
      </section>
      <Card padded>
        <KeyValues
          rows={[
            [t('bill.kind'), t(`kinds.${bill.kind}`)],
            [t('bill.counterparty'), name],
            bill.description === null ? undefined : [t('bill.description'), bill.description],
            [t('bill.method'), words.method(bill)],
            bill.kind === 'payment' ? [t('bill.category'), words.category(bill.category)] : undefined,
            [t('bill.time'), moment(bill.created_at)],
            [
              t('bill.number'),
              <span key="number" className="row-x g1">
                {readableId(bill.id)}
                <CopyButton text={bill.id} label={t('bill.copy')} />
              </span>,
            ],
          ]}
        />
      </Card>
      <Card>
        {more && (
          <Link {...more} className={row['row']}>
            <Tile icon="history" />
            <span className="grow">{t(`bill.more.${bill.kind}`)}</span>
            <Icon name="right" size={18} />
          </Link>
        )}
        {bill.status === 'succeeded' && <Receipt id={bill.id} />}
        <Link {...paths.bills({ q: name })} className={row['row']}>
          <Tile icon="search" />
          <span className="grow">{t('bill.sameOther', { name })}</span>
          <Icon name="right" size={18} />
        </Link>
      </Card>
    </Page>
  )
}

/** The row that makes and saves the receipt. */
const Receipt = ({ id }: { id: string }) => {
  const { t } = useTranslation('bills')
  const { language } = useFormat()
  const online = useOnline()
  const { t: common } = useTranslation()
  const receipt = useMutation({
    mutationFn: () => download('downloadReceipt', { params: { transaction_id: id } }),
    networkMode: 'always',
    onSuccess: (name) => showToast(t('bill.receiptDone', { name })),
  })
  const said = receipt.error ? explainError(receipt.error, language) : undefined
  const failed = said && (said.code === 'NETWORK' || said.code === 'INTERNAL' ? t('bill.receiptFailed') : said.title)
  return (
    <button
      type="button"
      className={row['row']}
      disabled={receipt.isPending || !online}
      aria-busy={receipt.isPending || undefined}
      onClick={() => receipt.mutate()}
    >
      <Tile icon="file" />
      <span className="grow">
        <span style={{ display: 'block' }}>{t('bill.receipt')}</span>
        <span className="t7 c3" style={{ display: 'block' }} aria-live="polite">
          {receipt.isPending
            ? t('bill.receiptMaking')
            : online
              ? (failed ?? t('bill.receiptHint'))
              : common('offline.title')}
        </span>
      </span>
      <Icon name="down" size={18} />
    </button>
  )
}
