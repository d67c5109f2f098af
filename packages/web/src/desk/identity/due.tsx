import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { useNow } from '#shared/ui/use-now.ts'

/** By when an answer is due, and how long that is from now. */
export const Due = ({ at }: { at: string }) => {
  const { t } = useTranslation('review')
  const { deadline, span } = useFormat()
  const left = Date.parse(at) - useNow(30_000)
  return (
    <span className="t6">
      <b>{t('due', { time: deadline(at) })}</b>{' '}
      <span className="c-wait">{t(left >= 0 ? 'left' : 'late', { span: span(Math.abs(left)) })}</span>
    </span>
  )
}
