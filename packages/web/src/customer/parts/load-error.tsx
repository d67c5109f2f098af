import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { sentences } from '#shared/format/sentences.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { ErrorState } from '#shared/ui/states.tsx'
import { Link } from '../navigation.tsx'
import { paths } from '../paths.ts'

/** Something could not be read: what, whose fault, whether money is safe, try again, a person, and the request's id. */
export const LoadError = ({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) => {
  const { t } = useTranslation()
  const language = useLanguage()
  const online = useOnline()
  const said = explainError(error, language)
  if (!online) return <ErrorState title={t('offline.title')} hint={t('offline.hint')} onRetry={onRetry} />
  const network = said.code === 'NETWORK'
  return (
    <ErrorState
      title={network ? t('error.network') : title}
      hint={
        network
          ? t('error.networkHint')
          : said.code === 'INTERNAL'
            ? t('error.ours')
            : sentences(language, said.title, said.detail)
      }
      requestId={said.requestId ?? undefined}
      onRetry={onRetry}
      help={
        <Link {...paths.support()} className={buttonClass({ kind: 'accent', size: 'small' })}>
          {t('getHelp')}
        </Link>
      }
    />
  )
}
