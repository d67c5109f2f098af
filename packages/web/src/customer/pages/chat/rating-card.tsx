import { useQueryClient } from '@tanstack/react-query'
import type { CustomerCase } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { classes } from '#shared/ui/tone.ts'
import { FormError } from '../../parts/form-error.tsx'
import styles from './chat.module.css'

const SCORES = [1, 2, 3, 4, 5] as const

/** Asked once a case is closed: one to five stars and, for who likes, some words. */
export const RatingCard = ({ mine }: { mine: CustomerCase }) => {
  const { t } = useTranslation('customer')
  const queryClient = useQueryClient()
  const [score, setScore] = useState<(typeof SCORES)[number] | null>(null)
  const [comment, setComment] = useState('')
  const rate = useApiMutation('rateCase', {
    onSuccess: (changed) => {
      queryClient.setQueryData(apiQuery('getMyCase', { params: { case_id: mine.id } }).queryKey, changed)
      void queryClient.invalidateQueries({ queryKey: ['listMyCases'] })
      showToast(t('chat.rateThanks'))
    },
  })
  const word = (value: (typeof SCORES)[number]) => t(`chat.rateScores.${value}`)
  return (
    <Card className={styles['rating']}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (score !== null) rate.mutate({ params: { case_id: mine.id }, body: { score, comment } })
        }}
      >
        <fieldset style={{ border: 0, padding: 0, minWidth: 0 }}>
          <legend className="t3" style={{ margin: '0 auto' }}>
            {t('chat.rateTitle')}
          </legend>
          <div className={styles['stars']}>
            {SCORES.map((value) => (
              <label key={value} className={classes(styles['star'], score !== null && value <= score && styles['on'])}>
                <input
                  type="radio"
                  name="score"
                  aria-label={t('chat.rateScore', { score: value, word: word(value) })}
                  checked={score === value}
                  onChange={() => setScore(value)}
                />
                <Icon name="star" size={28} />
              </label>
            ))}
          </div>
        </fieldset>
        <div className="t6 c2" style={{ minHeight: 20 }} aria-live="polite">
          {score !== null && word(score)}
        </div>
        {score !== null && (
          <>
            <textarea
              className={styles['comment']}
              aria-label={t('chat.rateComment')}
              placeholder={t('chat.rateComment')}
              maxLength={1000}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
            <FormError error={rate.error} />
            <Button kind="primary" wide type="submit" busy={rate.isPending}>
              {t('chat.rateSubmit')}
            </Button>
          </>
        )}
      </form>
    </Card>
  )
}
