import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { EmptyState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { createPasskey, knowsPasskeys } from '../../parts/passkey.ts'
import { PasswordField } from '../../parts/password-field.tsx'
import { isDomainName } from '../../parts/step-up/passkeys-here.ts'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import { RecoveryCodes } from './recovery-codes.tsx'
import styles from './security.module.css'

/** The passkeys of the account; says plainly where none can work. */
export const PasskeysPage = () => {
  const { t } = useTranslation('security')
  const { moment } = useFormat()
  const queryClient = useQueryClient()
  const { queryKey } = apiQuery('listPasskeys', {})
  const read = useQuery(apiQuery('listPasskeys', {}))
  const [adding, setAdding] = useState(false)
  const [codes, setCodes] = useState<readonly string[]>()
  const remove = useGuarded('removePasskey', {
    onSuccess: (left) => {
      queryClient.setQueryData(queryKey, left)
      showToast(t('passkeys.removed'))
    },
  })
  const why = !isDomainName(location.hostname) ? 'address' : !knowsPasskeys() ? 'unknown' : null
  if (codes) {
    return (
      <Page title={t('passkeys.title')} back={paths.security()}>
        <RecoveryCodes codes={codes} onSaved={() => setCodes(undefined)} />
      </Page>
    )
  }
  return (
    <Page title={t('passkeys.title')} back={paths.security()}>
      <p className="c2">{t('passkeys.lead')}</p>
      {why && (
        <Card padded data-testid="passkeys-not-here">
          <div className="row-x top g3">
            <Tile icon="globe" tone="info" />
            <div className="grow">
              <h2 className="t4 strong">{t(`passkeys.${why}`)}</h2>
              <p className="t6 c2">{t(`passkeys.${why}Hint`)}</p>
            </div>
          </div>
        </Card>
      )}
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={1} />
      </Waiting>
      {read.data && read.data.items.length === 0 && <EmptyState title={t('passkeys.empty')} />}
      {read.data && read.data.items.length > 0 && (
        <Card>
          {read.data.items.map((one) => (
            <div key={one.id} className={rows['row']}>
              <Tile icon="key" tone="ok" />
              <div className="grow">
                <div>{one.name}</div>
                <div className="t6 c3">
                  {one.last_used_at
                    ? t('passkeys.used', { time: moment(one.last_used_at) })
                    : t('passkeys.made', { time: moment(one.created_at) })}
                </div>
                <div className="t6 c3">{t(one.synced ? 'passkeys.synced' : 'passkeys.local')}</div>
              </div>
              <Button
                size="small"
                kind="danger"
                busy={remove.busy}
                onClick={() =>
                  remove.run(
                    { params: { passkey_id: one.id }, body: {} },
                    { operation: 'remove_passkey', passkey_id: one.id },
                  )
                }
              >
                {t('remove')}
                <span className="sr">{one.name}</span>
              </Button>
            </div>
          ))}
        </Card>
      )}
      <FormError error={remove.error} />
      {!why && (
        <Button kind="primary" wide icon="plus" onClick={() => setAdding(true)}>
          {t('passkeys.add')}
        </Button>
      )}
      <Sheet open={adding} onClose={() => setAdding(false)} title={t('passkeys.add')}>
        <AddPasskey
          onDone={(made) => {
            setAdding(false)
            showToast(t('passkeys.added'))
            void queryClient.invalidateQueries({ queryKey })
            if (made) setCodes(made)
          }}
        />
      </Sheet>
      {remove.sheet}
    </Page>
  )
}

const AddPasskey = ({ onDone }: { onDone: (codes: readonly string[] | null) => void }) => {
  const { t } = useTranslation('security')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [failed, setFailed] = useState<unknown>(null)
  const confirm = useApiMutation('confirmPasskey', { onSuccess: ({ recovery_codes }) => onDone(recovery_codes) })
  const make = async (options: Record<string, unknown>) => {
    const passkey = await createPasskey(options)
    if (passkey) confirm.mutate({ body: { passkey, ...(name.trim() && { name: name.trim() }) } })
  }
  const start = useGuarded('startPasskey', {
    onSuccess: ({ options }) => void make(options).catch((error: unknown) => setFailed(error)),
  })
  return (
    <>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          setFailed(null)
          start.run({ body: { password } }, { operation: 'add_passkey' })
        }}
      >
        <Field
          label={t('passkeys.name')}
          name="passkey_name"
          maxLength={40}
          placeholder={t('passkeys.namePlaceholder')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordField isNew={false} value={password} onChange={setPassword} />
        <FormError error={start.error ?? confirm.error ?? failed} />
        <Button kind="primary" wide type="submit" busy={start.busy || confirm.isPending} disabled={password === ''}>
          {t('two.start')}
        </Button>
      </form>
      {start.sheet}
    </>
  )
}
