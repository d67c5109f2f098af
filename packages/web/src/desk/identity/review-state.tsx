import { explainError } from '#shared/api/explain-error.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { ErrorState, SkeletonRows } from '#shared/ui/states.tsx'
import styles from './identity.module.css'

/** A review that is on its way, or could not be read. */
export const ReviewState = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const language = useLanguage()
  const told = error === null ? null : explainError(error, language)
  return (
    <main className={styles['page']}>
      <div className={styles['inner']}>
        {told === null ? (
          <SkeletonRows rows={5} />
        ) : (
          <ErrorState
            title={told.title}
            hint={told.detail}
            {...(told.requestId !== null && { requestId: told.requestId })}
            onRetry={onRetry}
          />
        )}
      </div>
    </main>
  )
}
