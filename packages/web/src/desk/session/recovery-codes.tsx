import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import styles from './session.module.css'

/** The recovery codes, once. The desk opens when they are put away. */
export const RecoveryCodes = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => {
  const { t } = useTranslation('staff')
  const keptId = useId()
  const [kept, setKept] = useState(false)
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${t('codes.file')}\n${codes.join('\n')}\n`)}`
  return (
    <form
      className={styles['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        if (kept) onDone()
      }}
    >
      <ul className={styles['codes']} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code} className="mono">
            {code}
          </li>
        ))}
      </ul>
      <div className={styles['pair']}>
        <Button
          icon="copy"
          onClick={() => {
            void navigator.clipboard.writeText(codes.join('\n')).then(() => showToast(t('codes.copied')))
          }}
        >
          {t('codes.copy')}
        </Button>
        <a className={buttonClass()} href={file} download={`${t('codes.file')}.txt`}>
          {t('codes.save')}
        </a>
      </div>
      <label htmlFor={keptId} className={styles['kept']}>
        <input id={keptId} type="checkbox" checked={kept} onChange={(event) => setKept(event.target.checked)} />
        {t('codes.kept')}
      </label>
      <Button type="submit" kind="primary" wide disabled={!kept}>
        {t('codes.action')}
      </Button>
    </form>
  )
}
