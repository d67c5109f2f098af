import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import styles from './security.module.css'

/** The recovery codes, this once: copied, saved as a file or printed, and left only by saying that they are kept. */
export const RecoveryCodes = ({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) => {
  const { t } = useTranslation('security')
  const { t: common } = useTranslation()
  const text = `Topay ${t('codes.list')}\n\n${codes.join('\n')}\n`
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    link.download = 'topay-recovery-codes.txt'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  }
  return (
    <>
      <h2 className="t2">{t('codes.title')}</h2>
      <p className="c2">{t('codes.lead')}</p>
      <Card padded>
        <ul className={`mono ${styles['codes']}`} aria-label={t('codes.list')} data-testid="recovery-codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </Card>
      <div className={styles['buttons']}>
        <Button
          icon="copy"
          size="small"
          onClick={() => void navigator.clipboard.writeText(text).then(() => showToast(common('copied')))}
        >
          {t('codes.copy')}
        </Button>
        <Button icon="file" size="small" onClick={save}>
          {t('codes.download')}
        </Button>
        <Button size="small" onClick={() => print()}>
          {t('codes.print')}
        </Button>
      </div>
      <Button kind="primary" wide onClick={onSaved}>
        {t('codes.saved')}
      </Button>
    </>
  )
}
