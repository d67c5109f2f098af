import type { Output } from '@topay/contract/web'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { FormError } from './form-error.tsx'
import { PASSWORD_MIN } from './password-min.ts'
import styles from './session.module.css'

type Props = { signInId: string; onAnswer: (answer: Output<'setFirstStaffPassword'>) => void }

/** The first password was chosen by an administrator: its owner chooses an own one. */
export const NewPasswordStep = ({ signInId, onAnswer }: Props) => {
  const { t } = useTranslation('staff')
  const { t: tDesk } = useTranslation('desk')
  const language = useLanguage()
  const [password, setPassword] = useState('')
  const [repeat, setRepeat] = useState('')
  const [differs, setDiffers] = useState(false)
  const save = useApiMutation('setFirstStaffPassword', { onSuccess: onAnswer })
  const fields = save.error === null ? {} : explainError(save.error, language).fields
  return (
    <form
      className={styles['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        setDiffers(password !== repeat)
        if (password === repeat) save.mutate({ params: { staff_sign_in_id: signInId }, body: { password } })
      }}
    >
      <Field
        label={t('first.password')}
        hint={tDesk('setUp.passwordHint')}
        icon="lock"
        type="password"
        name="new-password"
        autoComplete="new-password"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form is the page
        autoFocus
        required
        minLength={PASSWORD_MIN}
        value={password}
        error={fields['password']}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Field
        label={t('first.repeat')}
        icon="lock"
        type="password"
        name="repeat-password"
        autoComplete="new-password"
        required
        value={repeat}
        error={differs ? t('first.differs') : undefined}
        onChange={(event) => {
          setRepeat(event.target.value)
          setDiffers(false)
        }}
      />
      <FormError error={save.error} />
      <Button type="submit" kind="primary" wide busy={save.isPending}>
        {t('first.action')}
      </Button>
    </form>
  )
}
