import type { CustomerCase, MoneyRequest, Transfer } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import type { Tone } from '#shared/ui/tone.ts'
import { Link } from '../../navigation.tsx'
import type { Attention } from '../../parts/attention.ts'
import { Section } from '../../parts/section.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'

/** How many rows at most: more is no longer "a look". */
const MOST = 3

/** What needs a look: at most one filled button, on the first and most pressing row. */
export const AttentionCard = ({ items }: { items: readonly Attention[] }) => {
  const { t } = useTranslation('customer')
  if (items.length === 0) return null
  return (
    <>
      <Section
        title={t('home.attention.title')}
        note={<span>{t('home.attention.count', { count: items.length })}</span>}
      />
      <Card>
        {items.slice(0, MOST).map((item, index) => (
          <Row key={keyOf(item)} item={item} first={index === 0} />
        ))}
      </Card>
    </>
  )
}

const keyOf = (item: Attention) => {
  switch (item.kind) {
    case 'case':
      return item.mine.id
    case 'request':
      return item.request.id
    case 'packet':
      return item.transfer.id
    default:
      return item.bill.id
  }
}

const Row = ({ item, first }: { item: Attention; first: boolean }) => {
  switch (item.kind) {
    case 'failed':
      return <FailedRow item={item} first={first} />
    case 'checking':
      return <CheckingRow item={item} />
    case 'request':
      return <RequestRow request={item.request} />
    case 'packet':
      return <PacketRow transfer={item.transfer} />
    case 'case':
      return <CaseRow mine={item.mine} why={item.why} />
  }
}

const RequestRow = ({ request }: { request: MoneyRequest }) => {
  const { t } = useTranslation('customer')
  const { deadline } = useFormat()
  const until = t('home.attention.requestHint', { time: deadline(request.expires_at) })
  return (
    <PlainRow
      icon="inbox"
      tone="wait"
      target={paths.request(request.id)}
      title={t('home.attention.request', {
        name: request.counterparty_name,
        amount: formatMoney(request.amount),
      })}
      hint={request.note ? `${request.note} · ${until}` : until}
    />
  )
}

const PacketRow = ({ transfer }: { transfer: Transfer }) => {
  const { t } = useTranslation('customer')
  return (
    <PlainRow
      icon="mail"
      tone="danger"
      target={paths.transferDetail(transfer.id)}
      title={t('home.attention.packet', { name: transfer.counterparty_name })}
      hint={transfer.note ?? t('home.attention.packetHint')}
    />
  )
}

const FailedRow = ({ item, first }: { item: Extract<Attention, { kind: 'failed' }>; first: boolean }) => {
  const { t } = useTranslation('customer')
  const { text, deadline } = useFormat()
  const { bill, diagnosis } = item
  return (
    <Link {...paths.payment(diagnosis.payment_id)} className={`${rows['row']} ${rows['wraps']}`}>
      <Tile icon="alert" tone="wait" />
      <span className="grow">
        <span className="strong" style={{ display: 'block' }}>
          {t('home.attention.failed', { merchant: text(bill.counterparty) })}
        </span>
        <span className="t6 c2" style={{ display: 'block' }}>
          {formatMoney(bill.amount)} · <span className="c-ok">{text(diagnosis.verdict)}</span>
        </span>
        <span className="t6 c3" style={{ display: 'block' }}>
          {t('home.attention.held', { time: deadline(diagnosis.order_expires_at) })}
        </span>
      </span>
      <span className={buttonClass({ kind: first ? 'primary' : 'accent', size: 'small' }, rows['press'])}>
        {t('home.attention.handle')}
      </span>
    </Link>
  )
}

const CheckingRow = ({ item }: { item: Extract<Attention, { kind: 'checking' }> }) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  return (
    <PlainRow
      icon="clock"
      tone="wait"
      target={paths.payment(item.bill.payment_id ?? '')}
      title={t('home.attention.checking', { merchant: text(item.bill.counterparty) })}
      hint={`${formatMoney(item.bill.amount)} · ${t('home.attention.checkingHint')}`}
    />
  )
}

const CaseRow = ({ mine, why }: { mine: CustomerCase; why: 'replied' | 'waiting_you' | 'rate' | 'open' }) => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const said = mine.last_message?.author === 'staff' ? mine.last_message.text : ''
  const shows = {
    replied: {
      icon: 'chat',
      tone: 'info',
      title: mine.agent
        ? t('home.attention.replied', { name: text(mine.agent.name) })
        : t('home.attention.repliedOfficial'),
      hint: said || mine.subject,
    },
    waiting_you: { icon: 'chat', tone: 'info', title: t('home.attention.waitingYou'), hint: said || mine.subject },
    rate: { icon: 'star', tone: 'ok', title: t('home.attention.rate'), hint: t('home.attention.rateHint') },
    open: { icon: 'headset', tone: 'neutral', title: t('home.attention.open'), hint: mine.subject },
  } satisfies Record<typeof why, { icon: IconName; tone: Tone; title: string; hint: string }>
  return <PlainRow {...shows[why]} target={paths.chat(mine.id)} />
}

const PlainRow = ({
  icon,
  tone,
  target,
  title,
  hint,
}: {
  icon: IconName
  tone: Tone
  target: { to: string }
  title: string
  hint: string
}) => (
  <Link {...target} className={rows['row']}>
    <Tile icon={icon} tone={tone} />
    <span className="grow">
      <span style={{ display: 'block' }}>{title}</span>
      <span className="t6 c3 ellipsis" style={{ display: 'block' }}>
        {hint}
      </span>
    </span>
    <span className="c3">
      <Icon name="right" size={18} />
    </span>
  </Link>
)
