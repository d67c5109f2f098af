import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download } from '#shared/api/download.ts'
import { explainError } from '#shared/api/explain-error.ts'
import { monthBefore, monthDate, monthKey } from '#shared/format/format-time.ts'
import { sentences } from '#shared/format/sentences.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { useNow } from '#shared/ui/use-now.ts'
import { Choice } from '../../parts/choice.tsx'
import styles from './bills.module.css'

/** How many months back can be exported with one tap more than none. */
const MONTHS = 24

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** A month's statement as a file. Closing the sheet ends a download that is under way. */
export const ExportSheet = ({
  open,
  month,
  onClose,
}: {
  open: boolean
  month: string | undefined
  onClose: () => void
}) => {
  const { t } = useTranslation('bills')
  return (
    <Sheet open={open} onClose={onClose} title={t('statement.title')}>
      <Export month={month} onDone={onClose} />
    </Sheet>
  )
}

type Work = { since: number; bytes: number }

const Export = ({ month: asked, onDone }: { month: string | undefined; onDone: () => void }) => {
  const { t } = useTranslation('bills')
  const { t: common } = useTranslation()
  const { month: monthName, language } = useFormat()
  const now = useNow(60_000)
  const [month, setMonth] = useState(asked ?? monthKey(now))
  const [format, setFormat] = useState<'pdf' | 'csv'>('pdf')
  const [work, setWork] = useState<Work>()
  const [error, setError] = useState<unknown>()
  const ending = useRef<AbortController>(undefined)
  const online = useOnline()
  useEffect(() => () => ending.current?.abort(), [])

  const start = async () => {
    const controller = new AbortController()
    ending.current = controller
    const since = Date.now()
    setError(undefined)
    setWork({ since, bytes: 0 })
    try {
      const name = await download(
        'exportStatement',
        { params: { month }, query: { format } },
        { signal: controller.signal, onProgress: (bytes) => setWork({ since, bytes }) },
      )
      showToast(t('statement.done', { name }))
      onDone()
    } catch (problem) {
      if (!controller.signal.aborted) setError(problem)
    } finally {
      setWork(undefined)
    }
  }
  const said = error === undefined ? undefined : explainError(error, language)

  return (
    <form
      className="col-y g4"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <label className="col-y g1">
        <span className="t6 c2">{t('statement.month')}</span>
        <span className={styles['select']}>
          <select value={month} disabled={work !== undefined} onChange={(event) => setMonth(event.target.value)}>
            {Array.from({ length: MONTHS }, (_, index) => monthBefore(now, index)).map((key) => (
              <option key={key} value={key}>
                {monthName(monthDate(key))}
              </option>
            ))}
          </select>
          <Icon name="down" size={18} />
        </span>
      </label>
      <div className="col-y g2">
        <Choice
          label={t('statement.format')}
          value={format}
          onChange={setFormat}
          options={[
            { value: 'pdf', label: t('statement.pdf') },
            { value: 'csv', label: t('statement.csv') },
          ]}
        />
        <p className="t6 c2">{t(format === 'pdf' ? 'statement.pdfHint' : 'statement.csvHint')}</p>
      </div>
      {said && (
        <div className={styles['problem']} role="alert">
          <div className="strong">{said.code === 'NETWORK' ? common('error.network') : t('statement.failed')}</div>
          <div className="t6 c2">
            {said.code === 'NETWORK' || said.code === 'INTERNAL'
              ? t('statement.failedHint')
              : sentences(language, said.title, said.detail)}
          </div>
          {said.requestId && <div className="t7 c3">{common('error.requestId', { id: said.requestId })}</div>}
        </div>
      )}
      {work ? (
        <>
          <Progress work={work} />
          <Button wide onClick={() => ending.current?.abort()}>
            {t('statement.cancel')}
          </Button>
        </>
      ) : (
        <Button wide kind="primary" type="submit" disabled={!online}>
          {t('statement.download', { month: monthName(monthDate(month)) })}
        </Button>
      )}
      <p className="t7 c3 center">{online ? t('statement.private') : common('offline.hint')}</p>
    </form>
  )
}

const Progress = ({ work }: { work: Work }) => {
  const { t } = useTranslation('bills')
  const { span } = useFormat()
  const now = useNow(1_000)
  return (
    <div className="col-y g1">
      {/* How long it takes is known when it is over: the bar only moves. */}
      <progress className={styles['making']} aria-label={t('statement.title')} />
      <output className="t6 c2">
        {work.bytes > 0
          ? t('statement.reading', { size: sizeText(work.bytes) })
          : t('statement.making', { span: span(Math.max(0, now - work.since)) })}
      </output>
      <p className="t7 c3">{t('statement.leave')}</p>
    </div>
  )
}
