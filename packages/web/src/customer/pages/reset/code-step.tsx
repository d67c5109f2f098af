import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { Link } from '../../navigation.tsx'
import { CodeEntry } from '../../parts/code-entry/code-entry.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { paths } from '../../paths.ts'
import account from '../account/account.module.css'
import type { SentReset } from './reset-steps.ts'
import styles from './reset.module.css'

/** The code that went to the address, if that has an account: the page says the same either way. */
export const CodeStep = ({
  identifier,
  sent,
  resending,
  busy,
  error,
  onCode,
  onResend,
  onChangeAddress,
}: {
  identifier: string
  sent: SentReset | undefined
  resending: boolean
  busy: boolean
  error: unknown
  onCode: (code: string) => void
  onResend: () => void
  onChangeAddress: () => void
}) => {
  const { t } = useTranslation('account')
  const [code, setCode] = useState('')
  return (
    <>
      <StepLead
        at={2}
        of={3}
        title={t('reset.codeTitle')}
        hint={sent ? t('code.sentIfKnown', { to: identifier.trim() }) : t('reset.codeOfMessage')}
      />
      <form
        className={account['form']}
        onSubmit={(event) => {
          event.preventDefault()
          onCode(code)
        }}
      >
        <CodeEntry
          to={identifier}
          sent={sent}
          value={code}
          onChange={setCode}
          resending={resending}
          onResend={() => {
            setCode('')
            onResend()
          }}
          onChangeAddress={onChangeAddress}
        />
        <FormError error={error} />
        <Button kind="primary" wide type="submit" busy={busy} disabled={code.length !== 6}>
          {t('reset.next')}
        </Button>
      </form>
      <details className={styles['help']}>
        <summary>{t('reset.noCode')}</summary>
        <ul>
          <li>{t('reset.noCodeSpam')}</li>
          <li>{t('reset.noCodeOther')}</li>
          <li>{t('reset.noCodeAccount')}</li>
        </ul>
        <Link {...paths.recovery('lost_address')}>{t('reset.byDocuments')}</Link>
      </details>
    </>
  )
}
