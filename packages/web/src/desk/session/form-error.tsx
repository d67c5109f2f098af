import { explainError } from '#shared/api/explain-error.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import styles from './session.module.css'

/** What the server said to a form, above its button. */
export const FormError = ({ error }: { error: unknown }) => {
  const { t } = useTranslation('staff')
  const { language, deadline } = useFormat()
  if (error === null || error === undefined) return <div role="alert" />
  const told = explainError(error, language)
  return (
    <div role="alert" className={styles['error']}>
      <Icon name="alert" size={18} />
      <span>
        <b>{told.title}</b>
        <br />
        {told.detail}
        {told.retryAt !== null && (
          <>
            <br />
            {t('signIn.until', { time: deadline(told.retryAt) })}
          </>
        )}
      </span>
    </div>
  )
}
