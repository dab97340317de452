import type { Rotation } from './rotation.ts'

export const LIBERTY: Rotation[] = [
  ['LB', 'A21N', 'JFK@07:00 LAX JFK'],
  ['LB', 'A21N', 'JFK@08:00 SFO JFK'],
  ['LB', 'B738', 'JFK@06:30 BOS JFK ORD JFK'],
  ['LB', 'B738', 'JFK@07:45 MIA JFK IAD JFK'],
  ['LB', 'B738', 'ORD@06:15 DFW ORD DEN ORD'],
  ['LB', 'B738', 'ORD@09:00 SEA ORD'],
  ['LB', 'B738', 'LAX@06:20 SFO LAX PHX LAX'],
  ['LB', 'B738', 'DFW@06:40 ATL DFW IAH DFW'],
  ['LB', 'B738', 'DFW@09:10 MEX DFW'],
  ['LB', 'A21N', 'MIA@09:00 BOG MIA PTY MIA'],
  ['LB', 'B789', 'JFK@19:00 LHR@11:00 JFK'],
  ['LB', 'B789', 'JFK@18:20 CDG@13:00 JFK'],
  ['LB', 'B789', 'LAX@11:00 HND@17:00 LAX'],
  ['LB', 'B789', 'LAX@22:15 SYD@11:30 LAX'],
]

export const MAPLE: Rotation[] = [
  ['MJ', 'A21N', 'YYZ@08:00 YVR YYZ'],
  ['MJ', 'B738', 'YYZ@07:00 YUL YYZ EWR YYZ'],
  ['MJ', 'B738', 'YVR@07:15 SFO YVR'],
  ['MJ', 'B789', 'YYZ@20:30 LHR@13:00 YYZ'],
]

export const IPE: Rotation[] = [
  ['IP', 'E190', 'GRU@06:00 GIG GRU BSB GRU'],
  ['IP', 'A20N', 'GRU@07:10 EZE GRU'],
  ['IP', 'A20N', 'GRU@08:20 SCL GRU'],
  ['IP', 'A20N', 'GRU@09:00 LIM GRU'],
  ['IP', 'B789', 'GRU@22:10 MIA@20:30 GRU'],
  ['IP', 'B789', 'GRU@22:45 LIS@23:00 GRU'],
]
