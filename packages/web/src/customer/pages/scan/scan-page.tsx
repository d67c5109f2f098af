import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Page } from '../../layout/page.tsx'
import { useGo } from '../../navigation.tsx'
import { readTopayCode } from '../../parts/topay-code.ts'
import { useOrigins } from '../../parts/use-origins.ts'
import { paths } from '../../paths.ts'
import { readPicture } from './read-picture.ts'
import { useCamera } from './use-camera.ts'
import styles from './scan.module.css'

type Problem = { kind: 'foreign'; text: string } | { kind: 'noCode' } | { kind: 'pictureBad' }

/** Scans a code with the camera, or reads it from a picture or as text. Opens addresses of our own and nothing else. */
export const ScanPage = () => {
  const { t } = useTranslation('money')
  const go = useGo()
  const origins = useOrigins()
  const [problem, setProblem] = useState<Problem>()
  const [typed, setTyped] = useState('')
  const file = useRef<HTMLInputElement>(null)

  const take = (text: string) => {
    const code = readTopayCode(text, origins)
    switch (code.kind) {
      case 'person':
        return go(paths.toCode(code.code, code.amount), { replace: true })
      case 'merchant':
        return go(paths.merchant(code.merchantId), { replace: true })
      case 'order':
        return go(paths.checkout(code.orderId), { replace: true })
      case 'foreign':
        setProblem({ kind: 'foreign', text: text.slice(0, 60) })
    }
  }
  const { video, state, open } = useCamera(take)

  const readFile = async (picture: File) => {
    setProblem(undefined)
    try {
      const bitmap = await createImageBitmap(picture)
      const text = await readPicture(bitmap)
      bitmap.close()
      if (text === null) setProblem({ kind: 'noCode' })
      else take(text)
    } catch {
      setProblem({ kind: 'pictureBad' })
    }
  }
  const refused = state === 'denied' || state === 'none' || state === 'busy'

  return (
    <Page title={t('scan.title')}>
      <div className={styles['view']}>
        <video
          ref={video}
          className={classes(styles['video'], state !== 'live' && styles['off'])}
          muted
          playsInline
          aria-label={t('scan.live')}
        />
        {state === 'live' ? (
          <>
            <span className={styles['aim']} aria-hidden="true" />
            <output className={styles['hint']}>{t('scan.live')}</output>
          </>
        ) : (
          <div className={styles['ask']} role={refused ? 'alert' : undefined}>
            <Tile icon="camera" size="large" tone={refused ? 'wait' : 'ok'} />
            <div className="t3">{refused ? t(`scan.${state}`) : t('scan.lead')}</div>
            <p className="t6 c2">{refused ? t(`scan.${state}Hint`) : t('scan.why')}</p>
            <Button
              kind={refused ? 'default' : 'primary'}
              icon="camera"
              busy={state === 'opening'}
              onClick={() => {
                setProblem(undefined)
                open()
              }}
            >
              {t(state === 'opening' ? 'scan.opening' : problem?.kind === 'foreign' ? 'scan.again' : 'scan.open')}
            </Button>
          </div>
        )}
      </div>

      {problem && (
        <Card padded role="alert" data-testid={`scan-${problem.kind}`}>
          <div className="row-x top g3">
            <Tile
              icon={problem.kind === 'foreign' ? 'shield' : 'image'}
              tone={problem.kind === 'foreign' ? 'wait' : 'info'}
            />
            <div className="grow">
              <div className="strong">{t(`scan.${problem.kind}`)}</div>
              <div className="t6 c2" style={{ whiteSpace: 'pre-line' }}>
                {problem.kind === 'foreign'
                  ? t('scan.foreignHint', { text: problem.text })
                  : problem.kind === 'noCode' && t('scan.noCodeHint')}
              </div>
            </div>
          </div>
        </Card>
      )}

      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        data-testid="scan-file"
        onChange={(event) => {
          const picture = event.target.files?.[0]
          event.target.value = ''
          if (picture) void readFile(picture)
        }}
      />
      <Button icon="image" wide onClick={() => file.current?.click()}>
        {t('scan.picture')}
      </Button>
      <Card padded>
        <form
          className={styles['type']}
          onSubmit={(event) => {
            event.preventDefault()
            setProblem(undefined)
            take(typed)
          }}
        >
          <Field
            label={t('scan.typeLabel')}
            name="code"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            inputMode="url"
            maxLength={500}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" disabled={typed.trim() === ''}>
            <Icon name="right" size={18} />
            {t('scan.typeAction')}
          </Button>
        </form>
      </Card>
    </Page>
  )
}
