import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { IdentifierField } from '../../parts/identifier-field.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import type { Claim } from './request-form.tsx'
import styles from './recovery.module.css'

const REASONS = ['locked', 'lost_address', 'lost_factors', 'taken_over', 'other'] as const

/** Which account, and what is wrong with it. */
export const AccountStep = ({
  claim,
  onChange,
  error,
  onNext,
}: {
  claim: Claim
  onChange: (part: Partial<Claim>) => void
  error: unknown
  onNext: () => void
}) => {
  const { t } = useTranslation('account')
  return (
    <>
      <StepLead at={2} of={5} title={t('recovery.accountTitle')} hint={t('recovery.accountHint')} />
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          onNext()
        }}
      >
        <IdentifierField
          label={t('recovery.account')}
          autoComplete="username"
          value={claim.identifier}
          onChange={(identifier) => onChange({ identifier })}
        />
        <fieldset style={{ padding: 0, border: 0 }}>
          <legend className="t6 c2" style={{ marginBottom: 6 }}>
            {t('recovery.reasonLabel')}
          </legend>
          <div className={styles['reasons']}>
            {REASONS.map((reason) => (
              <label key={reason}>
                <input
                  type="radio"
                  name="reason"
                  checked={claim.reason === reason}
                  onChange={() => onChange({ reason })}
                />
                {t(`recovery.reason.${reason}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <FormError error={error} />
        <Button kind="primary" wide type="submit" disabled={claim.identifier.trim().length < 3}>
          {t('recovery.next')}
        </Button>
      </form>
    </>
  )
}
