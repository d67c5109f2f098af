import type { Recovery } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Link } from '../../navigation.tsx'
import { CodeEntry } from '../../parts/code-entry/code-entry.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { useRetryIn } from '../../parts/use-retry-in.ts'
import { paths } from '../../paths.ts'
import signIn from '../sign-in/sign-in.module.css'
import styles from './recovery.module.css'

const NEEDS = [
  ['phone', 'reach'],
  ['card', 'document'],
  ['users', 'people'],
] as const satisfies readonly (readonly [IconName, string])[]

/** First: an address at which the applicant can be reached now, which need not belong to the account. The answer goes there. */
export const ProveContact = ({ onProved }: { onProved: (recovery: Recovery) => void }) => {
  const { t } = useTranslation('account')
  const [contact, setContact] = useState('')
  const [code, setCode] = useState('')
  const start = useApiMutation('startRecovery', { onSuccess: () => setCode('') })
  const confirm = useApiMutation('confirmRecovery', {
    onSuccess: ({ recovery }) => onProved(recovery),
    onError: () => setCode(''),
  })
  const { t: common } = useTranslation('customer')
  const sent = start.data
  const wait = useRetryIn(start.error)
  const ask = () => {
    confirm.reset()
    start.mutate({ body: { contact } })
  }
  return (
    <>
      <StepLead
        at={1}
        of={5}
        title={t(sent ? 'recovery.codeTitle' : 'recovery.contactTitle')}
        hint={sent ? t('recovery.codeHint', { to: contact.trim() }) : t('recovery.contactHint')}
      />
      {!sent && (
        <Card padded>
          <ul className={styles['facts']}>
            {NEEDS.map(([icon, need]) => (
              <li key={need}>
                <Icon name={icon} size={18} />
                {t(`recovery.need.${need}`)}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (sent) confirm.mutate({ params: { recovery_id: sent.recovery_id }, body: { code } })
          else ask()
        }}
      >
        {sent ? (
          <CodeEntry
            to={contact}
            sent={sent}
            value={code}
            onChange={setCode}
            resending={start.isPending}
            onResend={ask}
            onChangeAddress={() => {
              start.reset()
              confirm.reset()
            }}
          />
        ) : (
          <IdentifierField label={t('recovery.contact')} autoComplete="email" value={contact} onChange={setContact} />
        )}
        <FormError error={confirm.error ?? start.error} />
        <Button
          kind="primary"
          wide
          type="submit"
          busy={confirm.isPending || (!sent && start.isPending)}
          disabled={sent ? code.length !== 6 : wait > 0 || contact.trim().length < 3}
        >
          {sent ? t('recovery.next') : wait > 0 ? common('signUp.resendIn', { seconds: wait }) : t('recovery.send')}
        </Button>
      </form>
      <div className={signIn['links']}>
        <Link {...paths.signIn()}>{t('reset.toSignIn')}</Link>
        <Link {...paths.reset()}>{t('recovery.toReset')}</Link>
      </div>
    </>
  )
}
