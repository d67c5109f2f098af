import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { Link } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { useRetryIn } from '../../parts/use-retry-in.ts'
import { paths } from '../../paths.ts'
import account from '../account/account.module.css'
import styles from '../sign-in/sign-in.module.css'

/** Which account, by any address that belongs to it. */
export const AddressStep = ({
  identifier,
  onChange,
  busy,
  error,
  onNext,
}: {
  identifier: string
  onChange: (identifier: string) => void
  busy: boolean
  error: unknown
  onNext: () => void
}) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation('customer')
  const wait = useRetryIn(error)
  return (
    <>
      <StepLead at={1} of={3} title={t('reset.addressTitle')} hint={t('reset.addressHint')} />
      <form
        className={account['form']}
        onSubmit={(event) => {
          event.preventDefault()
          onNext()
        }}
      >
        <IdentifierField autoComplete="username" value={identifier} onChange={onChange} />
        <FormError error={error} />
        <Button kind="primary" wide type="submit" busy={busy} disabled={wait > 0 || identifier.trim().length < 3}>
          {wait > 0 ? common('signUp.resendIn', { seconds: wait }) : t('reset.send')}
        </Button>
      </form>
      <div className={styles['links']}>
        <Link {...paths.signIn()}>{t('reset.toSignIn')}</Link>
        <Link {...paths.recovery('lost_address')}>{t('reset.noAddress')}</Link>
      </div>
    </>
  )
}
