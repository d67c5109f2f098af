import type { ErrorComponentProps } from '@tanstack/react-router'
import { Link, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { EmptyState, ErrorState } from '#shared/ui/states.tsx'
import styles from './shell.module.css'

/** A page that could not be opened: the server was not reached, or something here broke. */
export const PageError = ({ error, reset }: ErrorComponentProps) => {
  const router = useRouter()
  const told = explainError(error, useLanguage())
  return (
    <main className={styles['alone']}>
      <ErrorState
        title={told.title}
        hint={told.detail}
        {...(told.requestId !== null && { requestId: told.requestId })}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </main>
  )
}

/** An address that leads nowhere. */
export const NotFoundPage = () => {
  const { t } = useTranslation()
  const { t: tDesk } = useTranslation('desk')
  return (
    <main className={styles['alone']}>
      <EmptyState
        title={t('error.notFound')}
        action={
          <Link to="/" className={buttonClass({ size: 'small', kind: 'accent' })}>
            {tDesk('toInbox')}
          </Link>
        }
      />
    </main>
  )
}
