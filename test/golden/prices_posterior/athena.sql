CREATE EXTERNAL TABLE IF NOT EXISTS `prices_posterior` (
  `symbol` string COMMENT 'Series that was analysed, as the source table spells it',
  `window_name` string COMMENT 'Returns that were looked at: the last 60, the last 250, or all',
  `status` string COMMENT 'ok; or why there are no quantities: too few, implausible, constant',
  `engine` string COMMENT 'Who computed it: normal (closed forms, exact draws) or pymc (a sampled model)',
  `first_date` date COMMENT 'Day of the window\'s first return; null if it has none',
  `last_date` date COMMENT 'Day of the window\'s last return; null if it has none',
  `returns` int COMMENT 'Returns in the window; fewer than its name says where there are no more',
  `mean_median` double COMMENT 'Mean of the daily log return: median (log return a day)',
  `mean_lower` double COMMENT 'Mean of the daily log return: 2.5 % quantile (log return a day)',
  `mean_upper` double COMMENT 'Mean of the daily log return: 97.5 % quantile (log return a day)',
  `scale_median` double COMMENT 'Standard deviation of the daily log return: median (log return)',
  `scale_lower` double COMMENT 'Standard deviation of the daily log return: 2.5 % quantile (log return)',
  `scale_upper` double COMMENT 'Standard deviation of the daily log return: 97.5 % quantile (log return)',
  `annual_return_median` double COMMENT 'Log return over the coming 252 days: median (log return)',
  `annual_return_lower` double COMMENT 'Log return over the coming 252 days: 2.5 % quantile (log return)',
  `annual_return_upper` double COMMENT 'Log return over the coming 252 days: 97.5 % quantile (log return)',
  `annual_volatility_median` double COMMENT 'Standard deviation of a year\'s log return: median (log return)',
  `annual_volatility_lower` double COMMENT 'Standard deviation of a year\'s log return: 2.5 % quantile (log return)',
  `annual_volatility_upper` double COMMENT 'Standard deviation of a year\'s log return: 97.5 % quantile (log return)',
  `positive_month_predictive` double COMMENT 'Chance that the coming 21 days end higher: of the predictive distribution, the number to act on (0 to 1)',
  `positive_month_median` double COMMENT 'Chance that the coming 21 days end higher, were mean and scale known: median (0 to 1)',
  `positive_month_lower` double COMMENT 'Chance that the coming 21 days end higher, were mean and scale known: 2.5 % quantile (0 to 1)',
  `positive_month_upper` double COMMENT 'Chance that the coming 21 days end higher, were mean and scale known: 97.5 % quantile (0 to 1)',
  `value_at_risk_predictive` double COMMENT 'Loss that the coming day exceeds with a chance of 5 %: of the predictive distribution, the number to act on (log return, lost)',
  `value_at_risk_median` double COMMENT 'Loss that the coming day exceeds with a chance of 5 %, were mean and scale known: median (log return, lost)',
  `value_at_risk_lower` double COMMENT 'Loss that the coming day exceeds with a chance of 5 %, were mean and scale known: 2.5 % quantile (log return, lost)',
  `value_at_risk_upper` double COMMENT 'Loss that the coming day exceeds with a chance of 5 %, were mean and scale known: 97.5 % quantile (log return, lost)',
  `expected_shortfall_predictive` double COMMENT 'Mean loss on the worst 5 % of days: of the predictive distribution, the number to act on (log return, lost)',
  `expected_shortfall_median` double COMMENT 'Mean loss on the worst 5 % of days, were mean and scale known: median (log return, lost)',
  `expected_shortfall_lower` double COMMENT 'Mean loss on the worst 5 % of days, were mean and scale known: 2.5 % quantile (log return, lost)',
  `expected_shortfall_upper` double COMMENT 'Mean loss on the worst 5 % of days, were mean and scale known: 97.5 % quantile (log return, lost)',
  `draws` double COMMENT 'Draws of the posterior behind what has no closed form',
  `monte_carlo_error` double COMMENT 'Largest error that the draws leave, as a share of an interval\'s width',
  `r_hat` double COMMENT 'Largest r-hat of the model\'s chains, 1 when they agree; null where nothing is sampled',
  `effective_sample_size` double COMMENT 'Smallest effective sample size of the model\'s chains; null where nothing is sampled'
)
COMMENT 'What the daily log returns of prices tell about their mean, their scale and the coming day, month and year, and how surely; a row for each series and window.'
STORED AS PARQUET
LOCATION 's3://lake/processed/prices_posterior/run/attempt/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'parquet.compression' = 'SNAPPY',
  'title' = 'Posterior: Prices: daily bars of securities',
  'key' = 'symbol,window_name',
  'licence' = 'Yahoo\'s terms of service: personal use',
  'citation' = 'Yahoo Finance, daily chart data, with the date of the fetch.'
)
