import { useQuery } from '@tanstack/react-query'
import type { Payee } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { useOnline } from '#shared/realtime/use-online.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Avatar, Card } from '#shared/ui/surface.tsx'
import { Link, useGo } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { peoplePaid, rememberPayee } from '../../parts/known-payees.ts'
import { Section } from '../../parts/section.tsx'
import { readTopayCode } from '../../parts/topay-code.ts'
import { useOrigins } from '../../parts/use-origins.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './transfer.module.css'

/** Finds a person: by phone, e-mail or a pasted link, by scanning, or among those who were paid before. */
export const PayeePicker = ({ onPick }: { onPick: (payee: Payee, amount?: number) => void }) => {
  const { t } = useTranslation('money')
  const { moment } = useFormat()
  const go = useGo()
  const online = useOnline()
  const origins = useOrigins()
  const before = useQuery(peoplePaid)
  const [typed, setTyped] = useState('')
  const [foreign, setForeign] = useState(false)
  const find = useApiMutation('findPayee')
  const pick = (payee: Payee, amount?: number) => {
    rememberPayee(payee)
    onPick(payee, amount)
  }
  const look = () => {
    const text = typed.trim()
    const code = readTopayCode(text, origins)
    if (code.kind === 'merchant') return go(paths.merchant(code.merchantId))
    if (code.kind === 'order') return go(paths.checkout(code.orderId))
    const link = code.kind === 'foreign' && text.includes('/')
    setForeign(link)
    if (link) return find.reset()
    find.mutate(
      { body: code.kind === 'person' ? { code: code.code } : { identifier: text } },
      { onSuccess: (payee) => pick(payee, code.kind === 'person' ? code.amount : undefined) },
    )
  }
  return (
    <>
      <Card padded>
        <form
          className={styles['find']}
          onSubmit={(event) => {
            event.preventDefault()
            look()
          }}
        >
          <Field
            label={t('transfer.find')}
            icon="search"
            name="payee"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            inputMode="email"
            enterKeyHint="search"
            maxLength={300}
            required
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              setForeign(false)
              find.reset()
            }}
            error={foreign ? t('transfer.notTopay') : undefined}
            hint={t('transfer.findHint')}
          />
          <FormError error={find.error} />
          <div className={styles['findActions']}>
            <Link {...paths.scan()} className={buttonClass({ kind: 'accent' })}>
              <Icon name="scan" size={20} />
              {t('transfer.scan')}
            </Link>
            <Button
              kind={typed.trim().length < 3 ? 'default' : 'primary'}
              type="submit"
              busy={find.isPending}
              disabled={typed.trim().length < 3 || !online}
            >
              {t('transfer.findAction')}
            </Button>
          </div>
        </form>
      </Card>
      <Section title={t('transfer.recent')} />
      <Waiting reads={[before]} title={t('transfer.failedToOpen')}>
        <SkeletonRows rows={3} />
      </Waiting>
      {before.data && (
        <Card>
          {before.data.items.length === 0 && <EmptyState title={t('transfer.empty')} hint={t('transfer.emptyHint')} />}
          {before.data.items.map((payee) => (
            <button key={payee.id} type="button" className={rows['row']} onClick={() => pick(payee)}>
              <Avatar name={payee.masked_name} />
              <span className="grow">
                <span className="ellipsis" style={{ display: 'block' }}>
                  {payee.masked_name}
                </span>
                <span className="t7 c3 ellipsis" style={{ display: 'block' }}>
                  {[
                    payee.masked_address,
                    payee.last_used_at && t('transfer.last', { time: moment(payee.last_used_at) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <span className="c3">
                <Icon name="right" size={18} />
              </span>
            </button>
          ))}
        </Card>
      )}
    </>
  )
}
