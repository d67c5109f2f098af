import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { amountText, parseAmount } from '#shared/money/parse-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { Bone } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { Link, type Target } from '../../navigation.tsx'
import { AmountField } from '../../parts/amount-field.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { QrCode } from '#shared/ui/qr-code.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { saveQrPicture } from './save-qr.ts'
import rows from '../../parts/row.module.css'
import styles from './receive.module.css'

const CODE = apiQuery('getReceiveCode', {})

/** One's own code to be paid by: to show, save, share, with or without an amount. */
export const ReceivePage = () => {
  const { t } = useTranslation('money')
  const code = useQuery(CODE)
  const [minor, setMinor] = useState<number>()
  const [sheet, setSheet] = useState<'amount' | 'renew' | null>(null)
  const mine = code.data
  const amount = minor === undefined ? undefined : { amount: minor, currency: 'CNY' as const }
  const name = mine?.masked_name ?? ''
  const address = mine && (minor === undefined ? mine.url : `${mine.url}?amount=${minor}`)
  const label = amount ? t('receive.qrAmount', { name, amount: formatMoney(amount) }) : t('receive.qr', { name })

  const share = async () => {
    if (!address) return
    const text = t('receive.shareText', { name })
    if (typeof navigator.share === 'function') {
      await navigator.share({ title: 'Topay', text, url: address }).catch(() => {})
      return
    }
    await navigator.clipboard.writeText(address)
    showToast(t('receive.linkCopied'))
  }
  const save = async () => {
    if (!address) return
    await saveQrPicture({ text: address, name, ...(amount && { amount: formatMoney(amount) }) })
    showToast(t('receive.saved'))
  }

  return (
    <Page title={t('receive.title')} readAt={code.dataUpdatedAt || undefined}>
      <Waiting reads={[code]} title={t('receive.failedToOpen')}>
        <Card padded className={styles['code']}>
          <Bone width={232} height={232} radius={10} />
        </Card>
      </Waiting>
      {mine && address && (
        <Card padded className={styles['code']}>
          <h2 className="t3">{name}</h2>
          <p className="t6 c2">{t('receive.lead')}</p>
          {amount && (
            <div className="t1" data-testid="receive-amount">
              <Amount money={amount} />
            </div>
          )}
          <div className={styles['frame']}>
            <QrCode text={address} label={label} />
          </div>
          <div className={styles['inline']}>
            <Button kind="plain" size="small" onClick={() => setSheet('amount')}>
              {t(amount ? 'receive.changeAmount' : 'receive.setAmount')}
            </Button>
            {amount && (
              <Button kind="plain" size="small" onClick={() => setMinor(undefined)}>
                {t('receive.noAmount')}
              </Button>
            )}
            <Button kind="plain" size="small" onClick={() => setSheet('renew')}>
              {t('receive.renew')}
            </Button>
          </div>
          <div className={styles['actions']}>
            <Button icon="image" onClick={() => void save()}>
              {t('receive.save')}
            </Button>
            <Button kind="primary" icon="send" onClick={() => void share()}>
              {t('receive.share')}
            </Button>
          </div>
        </Card>
      )}
      <p className="t6 c3 center">{t('receive.safe')}</p>
      <Card>
        <MoreLink icon="send" target={paths.ask()} title={t('receive.ask')} hint={t('receive.askHint')} />
        <MoreLink
          icon="inbox"
          target={paths.requests()}
          title={t('receive.requests')}
          hint={t('receive.requestsHint')}
        />
      </Card>
      <Sheet open={sheet === 'amount'} onClose={() => setSheet(null)} title={t('receive.amountTitle')}>
        <AmountForm
          amount={minor}
          onDone={(next) => {
            setMinor(next)
            setSheet(null)
          }}
        />
      </Sheet>
      <Sheet open={sheet === 'renew'} onClose={() => setSheet(null)} title={t('receive.renewTitle')} kind="center">
        <RenewQuestion onDone={() => setSheet(null)} />
      </Sheet>
    </Page>
  )
}

const MoreLink = ({ icon, target, title, hint }: { icon: IconName; target: Target; title: string; hint: string }) => (
  <Link {...target} className={rows['row']}>
    <Tile icon={icon} />
    <span className="grow">
      <span style={{ display: 'block' }}>{title}</span>
      <span className="t7 c3" style={{ display: 'block' }}>
        {hint}
      </span>
    </span>
    <span className="c3">
      <Icon name="right" size={18} />
    </span>
  </Link>
)

const AmountForm = ({
  amount,
  onDone,
}: {
  amount: number | undefined
  onDone: (minor: number | undefined) => void
}) => {
  const { t } = useTranslation('money')
  const [typed, setTyped] = useState(amount === undefined ? '' : amountText(amount))
  const minor = parseAmount(typed)
  return (
    <form
      className="col-y g3"
      onSubmit={(event) => {
        event.preventDefault()
        onDone(minor)
      }}
    >
      <AmountField label={t('receive.amount')} value={typed} onChange={setTyped} />
      <Button kind="primary" wide type="submit" disabled={minor === undefined}>
        {t('receive.use')}
      </Button>
    </form>
  )
}

const RenewQuestion = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation('money')
  const { t: common } = useTranslation()
  const queryClient = useQueryClient()
  const renew = useApiMutation('renewReceiveCode', {
    onSuccess: (fresh) => {
      queryClient.setQueryData(CODE.queryKey, fresh)
      showToast(t('receive.renewed'))
      onDone()
    },
  })
  return (
    <div className="col-y g3">
      <p className="t5 c2" style={{ margin: '8px 0 4px' }}>
        {t('receive.renewText')}
      </p>
      <FormError error={renew.error} />
      <div className="row-x g3">
        <Button className="grow" onClick={onDone}>
          {common('cancel')}
        </Button>
        <Button className="grow" kind="danger" busy={renew.isPending} onClick={() => renew.mutate({})}>
          {t('receive.renewAction')}
        </Button>
      </div>
    </div>
  )
}
