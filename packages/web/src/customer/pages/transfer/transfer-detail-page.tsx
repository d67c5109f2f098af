import { useQuery } from '@tanstack/react-query'
import type { Transfer } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Link, useAddressSearch, usePathPart } from '../../navigation.tsx'
import { CopyButton, readableId } from '../../parts/copy-button.tsx'
import { PersonHead } from '../../parts/payee-head.tsx'
import { RefusalCard } from '../../parts/refusal-card.tsx'
import { HelpButton } from '../../parts/help-button.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { Verdict } from '../payment/verdict.tsx'
import { RedPacket } from './red-packet.tsx'
import styles from './transfer.module.css'

/** One transfer, for who sent it and who got it. */
export const TransferDetailPage = () => {
  const { t } = useTranslation('money')
  const read = useQuery(apiQuery('getTransfer', { params: { transfer_id: usePathPart('transferId') } }))
  if (read.data) return <Detail transfer={read.data} readAt={read.dataUpdatedAt} />
  return (
    <Page title={t('transferDetail.title')} back={paths.bills()}>
      <Waiting reads={[read]} title={t('transferDetail.failedToOpen')}>
        <SkeletonRows rows={1} />
        <SkeletonRows rows={3} />
      </Waiting>
    </Page>
  )
}

const Detail = ({ transfer, readAt }: { transfer: Transfer; readAt: number }) => {
  const { t } = useTranslation('money')
  const { t: words } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { moment } = useFormat()
  const { done } = useAddressSearch<{ done: boolean }>()
  const name = transfer.counterparty_name
  const amount = formatMoney(transfer.amount)
  const out = transfer.direction === 'out'
  const packet = transfer.style === 'red_packet'
  const closed = packet && !out && transfer.opened_at === null
  const failed = transfer.status === 'failed'
  const justSent = done === true && !failed

  const title = out
    ? t(packet ? 'transferDetail.packetSent' : 'transferDetail.sent', { name })
    : t(packet ? 'transferDetail.packetReceived' : 'transferDetail.received', { name })
  return (
    <Page
      title={t('transferDetail.title')}
      heading={false}
      back={paths.bills()}
      readAt={readAt}
      foot={
        <div className={styles['foot']}>
          <HelpButton
            about={{
              topic: 'payment',
              text: t('transferDetail.help', {
                time: moment(transfer.created_at),
                amount: closed ? '' : amount,
                number: readableId(transfer.id),
              }),
            }}
          />
          {justSent && (
            <Link {...paths.home()} replace className={buttonClass({ kind: 'primary' })}>
              {common('done')}
            </Link>
          )}
        </div>
      }
    >
      {closed ? (
        <RedPacket transfer={transfer} />
      ) : (
        <>
          <PersonHead
            name={name}
            title={title}
            note={moment(transfer.created_at)}
            end={<Amount money={transfer.amount} className="t2" />}
          />
          {failed ? (
            <>
              <Verdict tone="ok" icon="shield-ok" title={t('transferDetail.failed')}>
                {t('transferDetail.failedText')}
              </Verdict>
              <RefusalCard
                refusal={transfer}
                why={t('transferDetail.why')}
                what={`${title} ${amount}`}
                retry={(verify) =>
                  transfer.payee_id === null
                    ? paths.transfer()
                    : paths.sendTo(transfer.payee_id, {
                        amount: transfer.amount.amount,
                        ...(transfer.money_request_id && { request: transfer.money_request_id }),
                        ...(verify && { verify: true }),
                      })
                }
              />
            </>
          ) : (
            <Verdict tone="ok" icon="ok-circle" title={t(out ? 'transferDetail.okOut' : 'transferDetail.okIn')}>
              {t(out ? 'transferDetail.okOutText' : 'transferDetail.okInText', { amount, name })}
              {out && packet && (
                <span style={{ display: 'block' }}>
                  {transfer.opened_at
                    ? t('transferDetail.opened', { time: moment(transfer.opened_at) })
                    : t('transferDetail.unopened')}
                </span>
              )}
            </Verdict>
          )}
          {transfer.note && (
            <Card padded className={packet ? styles['opened'] : undefined}>
              <h2 className="t6 c3" style={{ fontWeight: 400 }}>
                {t('transferDetail.note')}
              </h2>
              <p style={{ marginTop: 4 }}>{transfer.note}</p>
            </Card>
          )}
          <Card padded>
            <KeyValues
              rows={[
                [words('payment.created'), moment(transfer.created_at)],
                transfer.money_request_id
                  ? [
                      t('transferDetail.request'),
                      <Link key="request" {...paths.request(transfer.money_request_id)} className={styles['inline']}>
                        {t('transferDetail.seeRequest')}
                      </Link>,
                    ]
                  : undefined,
                [
                  t('transferDetail.number'),
                  <span key="number" className="row-x g1">
                    {readableId(transfer.id)}
                    <CopyButton text={transfer.id} label={words('payment.copyNumber')} />
                  </span>,
                ],
              ]}
            />
          </Card>
          {out && !failed && !justSent && transfer.payee_id && (
            <Link {...paths.sendTo(transfer.payee_id)} className={buttonClass({ wide: true })}>
              {t('transferDetail.again')}
            </Link>
          )}
        </>
      )}
    </Page>
  )
}
