import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Output } from '@topay/contract/web'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { readablePhone } from '#shared/format/phone.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { CodeEntry } from '../../parts/code-entry/code-entry.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './security.module.css'

const CHANGED = ['listContacts', 'getMe', 'getSecurityCheckup']

/** The phone numbers and e-mail addresses of the account. */
export const AddressesPage = () => {
  const { t } = useTranslation('security')
  const { moment } = useFormat()
  const queryClient = useQueryClient()
  const read = useQuery(apiQuery('listContacts', {}))
  const [adding, setAdding] = useState(false)
  const done = (said: string) => {
    setAdding(false)
    showToast(said)
    for (const changed of CHANGED) void queryClient.invalidateQueries({ queryKey: [changed] })
  }
  const remove = useGuarded('removeContact', { onSuccess: () => done(t('addresses.removed')) })
  const contacts = read.data?.items ?? []
  return (
    <Page title={t('addresses.title')} back={paths.security()}>
      <p className="c2">{t('addresses.lead')}</p>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={2} />
      </Waiting>
      {contacts.length > 0 && (
        <Card>
          {contacts.map((one) => (
            <div key={one.id} className={rows['row']} data-testid="contact">
              <Tile icon={one.kind === 'phone' ? 'phone' : 'mail'} />
              <div className="grow">
                <div>{one.kind === 'phone' ? readablePhone(one.value) : one.value}</div>
                <div className="t6 c3">{t('passkeys.made', { time: moment(one.verified_at) })}</div>
                {one.primary && <Pill tone="ok">{t('addresses.primary')}</Pill>}
              </div>
              {contacts.length > 1 && (
                <Button
                  size="small"
                  kind="danger"
                  busy={remove.busy}
                  onClick={() =>
                    remove.run(
                      { params: { contact_id: one.id }, body: {} },
                      { operation: 'remove_contact', contact_id: one.id },
                    )
                  }
                >
                  {t('remove')}
                  <span className="sr">{one.value}</span>
                </Button>
              )}
            </div>
          ))}
        </Card>
      )}
      <FormError error={remove.error} />
      <Button kind="primary" wide icon="plus" onClick={() => setAdding(true)}>
        {t('addresses.add')}
      </Button>
      <Sheet open={adding} onClose={() => setAdding(false)} title={t('addresses.add')}>
        <AddAddress onDone={() => done(t('addresses.added'))} />
      </Sheet>
      {remove.sheet}
    </Page>
  )
}

const AddAddress = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation('security')
  const [identifier, setIdentifier] = useState('')
  const [code, setCode] = useState('')
  const [sent, setSent] = useState<Output<'startAddContact'>>()
  const start = useGuarded('startAddContact', { onSuccess: setSent })
  const confirm = useApiMutation('confirmAddContact', { onSuccess: onDone, onError: () => setCode('') })
  const ask = () => start.run({ body: { identifier } }, { operation: 'add_contact', identifier })
  return (
    <>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (sent) confirm.mutate({ params: { contact_change_id: sent.contact_change_id }, body: { code } })
          else ask()
        }}
      >
        {sent ? (
          <CodeEntry
            to={identifier}
            sent={sent}
            value={code}
            onChange={setCode}
            resending={start.busy}
            onResend={ask}
            onChangeAddress={() => setSent(undefined)}
          />
        ) : (
          <IdentifierField autoComplete="email" value={identifier} onChange={setIdentifier} />
        )}
        <FormError error={start.error ?? confirm.error} />
        <Button
          kind="primary"
          wide
          type="submit"
          busy={start.busy || confirm.isPending}
          disabled={sent ? code.length !== 6 : identifier.trim().length < 3}
        >
          {t(sent ? 'addresses.confirm' : 'addresses.send')}
        </Button>
      </form>
      {start.sheet}
    </>
  )
}
