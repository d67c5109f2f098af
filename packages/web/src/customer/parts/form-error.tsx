import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { sentences } from '#shared/format/sentences.ts'
import { Icon } from '#shared/icons/icon.tsx'

/** Why a form was refused, above its button: what happened, what to do, and when it may be tried again. */
export const FormError = ({ error }: { error: unknown }) => {
  const { t } = useTranslation()
  const { language, deadline } = useFormat()
  if (!error) return null
  const said = explainError(error, language)
  const again = said.retryAt && t('error.retryAt', { time: deadline(said.retryAt) })
  return (
    <div role="alert" className="row-x top g2 t6 c2">
      <span className="c-info" style={{ marginTop: 1 }}>
        <Icon name="alert" size={18} />
      </span>
      <span>
        <b className="c-ink">{said.title}</b>
        <br />
        {sentences(language, again || said.detail)}
        {said.code === 'INTERNAL' && said.requestId && (
          <span className="t7 c3" style={{ display: 'block' }}>
            {t('error.requestId', { id: said.requestId })}
          </span>
        )}
      </span>
    </div>
  )
}
