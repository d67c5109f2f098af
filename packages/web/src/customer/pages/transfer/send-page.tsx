import { useQuery } from '@tanstack/react-query'
import type { MoneyRequest, Payee } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { amountText, parseAmount } from '#shared/money/parse-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Avatar, Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, useGo, usePathPart } from '../../navigation.tsx'
import { AmountField } from '../../parts/amount-field.tsx'
import { Choice } from '../../parts/choice.tsx'
import { usePayee } from '../../parts/known-payees.ts'
import { MoneySheet } from '../../parts/money-sheet/money-sheet.tsx'
import { PersonHead } from '../../parts/payee-head.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useMe } from '../../parts/use-me.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import styles from './transfer.module.css'

type Search = { amount: number; request: string; verify: boolean }
type Person = Pick<Payee, 'id' | 'masked_name'> & Partial<Pick<Payee, 'masked_address' | 'known'>>

/** How much to send to the person in the address, with a message, plain or as a red packet. */
export const SendPage = () => {
  const { t } = useTranslation('money')
  const payeeId = usePathPart('payeeId')
  const search = useAddressSearch<Search>()
  const { payee, pending, read } = usePayee(payeeId)
  const request = useQuery({
    ...apiQuery('getMoneyRequest', { params: { money_request_id: search.request ?? '' } }),
    enabled: search.request !== undefined,
  })
  const asked = search.request === undefined ? undefined : request.data
  const person: Person | undefined =
    payee ?? (asked?.payee_id === payeeId ? { id: payeeId, masked_name: asked.counterparty_name } : undefined)
  if (person && (search.request === undefined || asked)) {
    return <SendForm person={person} request={asked} amount={search.amount} verify={search.verify === true} />
  }
  const waiting = pending || (search.request !== undefined && request.isPending)
  return (
    <Page title={t('transfer.title')} back={paths.transfer()}>
      <Waiting reads={search.request === undefined ? [read] : [read, request]} title={t('transfer.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={2} />
      </Waiting>
      {!waiting && !read.error && !request.error && (
        <Card>
          <EmptyState
            title={t('transfer.unknown')}
            hint={t('transfer.unknownHint')}
            action={
              <Link {...paths.transfer()} replace className={buttonClass({ kind: 'accent', size: 'small' })}>
                {t('transfer.unknownAction')}
              </Link>
            }
          />
        </Card>
      )}
    </Page>
  )
}

const SendForm = ({
  person,
  request,
  amount: wanted,
  verify,
}: {
  person: Person
  request: MoneyRequest | undefined
  amount: number | undefined
  verify: boolean
}) => {
  const { t } = useTranslation('money')
  const { t: common } = useTranslation('customer')
  const me = useMe()
  const go = useGo()
  const online = useOnline()
  const wallet = useQuery(apiQuery('getWallet', {}))
  const [typed, setTyped] = useState(wanted === undefined ? '' : amountText(wanted))
  const [note, setNote] = useState('')
  const [style, setStyle] = useState<'plain' | 'red_packet'>('plain')
  const [checks, setChecks] = useState(false)
  const [fullName, setFullName] = useState('')
  const [sending, setSending] = useState(false)

  const minor = request ? request.amount.amount : parseAmount(typed)
  const amount = minor === undefined ? undefined : { amount: minor, currency: 'CNY' as const }
  const balance = wallet.data?.balance
  const short = amount && balance ? amount.amount - balance.amount : 0
  const unset = me.payment_password === 'unset'
  const packet = style === 'red_packet' && !request
  const ready = amount !== undefined && (!checks || fullName.trim() !== '')

  const submit = unset
    ? common('checkout.setPassword')
    : amount
      ? t(packet ? 'transfer.nextPacket' : 'transfer.next', { amount: formatMoney(amount) })
      : t('transfer.nextEmpty')
  return (
    <Page
      title={t('transfer.title')}
      back={request ? paths.request(request.id) : paths.transfer()}
      foot={
        <>
          <Button
            kind="primary"
            wide
            disabled={!unset && (!ready || !online)}
            onClick={() => (unset ? go(paths.payPassword()) : setSending(true))}
          >
            {submit}
          </Button>
          <p className={`t6 c3 ${styles['note']}`}>{online ? t('transfer.instant') : common('checkout.offline')}</p>
        </>
      }
    >
      <Card padded>
        <PersonHead name={person.masked_name} note={person.masked_address} />
        {person.known === false && (
          <p className="row-x g2 t6 c-wait" style={{ marginTop: 10 }}>
            <Icon name="alert" size={16} />
            {t('transfer.first')}
          </p>
        )}
      </Card>
      {request ? (
        <Card padded>
          <div className="t6 c2">{t('transfer.forRequest', { amount: formatMoney(request.amount) })}</div>
          {request.note && <p style={{ marginTop: 4 }}>{request.note}</p>}
        </Card>
      ) : (
        <Card className={styles['amount']}>
          <AmountField label={t('transfer.amount')} value={typed} onChange={setTyped} describedBy="send-balance" />
          <div
            id="send-balance"
            className={`t6 ${short > 0 ? 'c-wait' : 'c3'}`}
            style={{ marginTop: 8, minHeight: 20 }}
          >
            {balance &&
              (short > 0
                ? t('transfer.short', {
                    amount: formatMoney(balance),
                    short: formatMoney({ amount: short, currency: 'CNY' }),
                  })
                : t('transfer.balance', { amount: formatMoney(balance) }))}
          </div>
        </Card>
      )}
      {short > 0 && (
        <Link {...paths.topUp({ amount: short })} className={buttonClass({ kind: 'accent', wide: true })}>
          <Icon name="top-up" size={20} />
          {t('transfer.topUp', { amount: formatMoney({ amount: short, currency: 'CNY' }) })}
        </Link>
      )}
      {!request && (
        <Card padded className={styles['form']}>
          <Field
            label={t('transfer.note')}
            placeholder={t('transfer.notePlaceholder')}
            maxLength={60}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div>
            <div className="row-x between">
              <span className="t6 c2">{t('transfer.style')}</span>
              <Choice
                label={t('transfer.style')}
                value={style}
                options={[
                  { value: 'plain', label: t('transfer.plain') },
                  { value: 'red_packet', label: t('transfer.packet') },
                ]}
                onChange={setStyle}
              />
            </div>
            {packet && (
              <p className="t6 c3" style={{ marginTop: 6 }}>
                {t('transfer.packetHint')}
              </p>
            )}
          </div>
        </Card>
      )}
      <Card padded className={styles['form']}>
        <Toggle label={t('transfer.checkName')} hint={t('transfer.checkNameHint')} on={checks} onChange={setChecks} />
        {checks && (
          <Field
            label={t('transfer.fullName')}
            autoComplete="off"
            maxLength={40}
            value={fullName}
            onChange={(event) => setFullName(event.target.value)}
          />
        )}
      </Card>
      {amount && (
        <MoneySheet
          open={sending}
          onClose={() => setSending(false)}
          title={t(packet ? 'transfer.confirmPacket' : 'transfer.confirmTitle')}
          operation="sendTransfer"
          amount={amount}
          name={{ zh: person.masked_name, en: person.masked_name }}
          stepUp={verify}
          note={
            <>
              <Avatar name={person.masked_name} />
              <b className="t5 c-ink">{t('sheet.sendTo', { name: person.masked_name })}</b>
            </>
          }
          confirms={{ operation: 'transfer', payee_id: person.id, amount }}
          inputOf={(proof) => ({
            body: {
              payee_id: person.id,
              amount,
              ...(note.trim() && !request && { note: note.trim() }),
              ...(packet && { style: 'red_packet' as const }),
              ...(checks && { payee_name: fullName.trim() }),
              ...(request && { money_request_id: request.id }),
              ...proof,
            },
          })}
          onDone={(made) => go(paths.sent(made.id), { replace: true })}
        />
      )}
    </Page>
  )
}
