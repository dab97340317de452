// Made by scripts/codegen.ts from schema/booking.graphql: do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BookingRow } from '../../subgraphs/booking/bookings/booking.ts';
import type { HoldRow } from '../../subgraphs/booking/holds/store.ts';
import type { FlightRef, UserRef, Context } from '../../subgraphs/booking/context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339 instant with the offset in force where it happens: 2027-03-28T07:05:00+02:00 */
  DateTime: { input: string; output: string; }
  /** ISO 8601 calendar date: 2027-03-28 */
  LocalDate: { input: string; output: string; }
  /** ISO 8601 duration: PT2H5M */
  Duration: { input: string; output: string; }
  /** Exact decimal as a string, with the currency's own number of fraction digits: "1250.00", "98000" */
  Decimal: { input: string; output: string; }
  /** ISO 4217 code */
  Currency: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** Each includes the one before it */
export type Role =
  | 'CUSTOMER'
  | 'OPERATOR'
  | 'ADMIN';

export type Money = {
  amount: Scalars['Decimal']['output'];
  currency: Scalars['Currency']['output'];
};

export type PageInfo = {
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Something the caller can act on. Every member of a result union that is not the success implements it. */
export type Problem = {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type InvalidInput = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type NotFound = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type WrongState = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  state: Scalars['String']['output'];
};

/** The same idempotencyKey came before with other input */
export type IdempotencyConflict = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type CabinClass =
  | 'ECONOMY'
  | 'PREMIUM_ECONOMY'
  | 'BUSINESS'
  | 'FIRST';

export type SeatPosition =
  | 'WINDOW'
  | 'MIDDLE'
  | 'AISLE';

export type SeatFeature =
  | 'EXTRA_LEGROOM'
  | 'EXIT_ROW'
  | 'BULKHEAD'
  | 'BASSINET'
  | 'ACCESSIBLE'
  | 'NO_RECLINE'
  | 'NEAR_LAVATORY';

export type CabinLayout = {
  cabin: CabinClass;
  firstRow: Scalars['Int']['output'];
  lastRow: Scalars['Int']['output'];
  columns: Array<Scalars['String']['output']>;
  aisleAfter: Array<Scalars['String']['output']>;
};

export type SeatStatus =
  | 'AVAILABLE'
  | 'HELD'
  | 'BOOKED'
  | 'BLOCKED';

export type Seat = {
  /** Row and column: 14C */
  number: Scalars['String']['output'];
  row: Scalars['Int']['output'];
  column: Scalars['String']['output'];
  cabin: CabinClass;
  position: SeatPosition;
  features: Array<SeatFeature>;
  status: SeatStatus;
  /** Set while HELD */
  heldUntil?: Maybe<Scalars['DateTime']['output']>;
  heldByMe: Scalars['Boolean']['output'];
  /** What this seat costs over the cabin's fare */
  price: Money;
};

/** `version` grows by one with every commit that changes any seat of the flight; `layoutVersion` with every change of aircraft layout. */
export type SeatMap = {
  flightId: Scalars['ID']['output'];
  version: Scalars['Int']['output'];
  layoutVersion: Scalars['Int']['output'];
  cabins: Array<CabinLayout>;
  seats: Array<Seat>;
};

export type CabinAvailability = {
  cabin: CabinClass;
  available: Scalars['Int']['output'];
  held: Scalars['Int']['output'];
  booked: Scalars['Int']['output'];
  total: Scalars['Int']['output'];
};

export type Flight = {
  id: Scalars['ID']['output'];
  /** null until the flight is on sale */
  seatMap?: Maybe<SeatMap>;
  availability?: Maybe<Array<CabinAvailability>>;
  /** Who is on board: confirmed bookings, by family name */
  manifest?: Maybe<BookingConnection>;
  /** What giving the flight this aircraft would do to its passengers; changes nothing */
  swapPreview?: Maybe<SwapPreview>;
};


export type FlightManifestArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type FlightSwapPreviewArgs = {
  layoutId: Scalars['ID']['input'];
};

export type SwapPreview = {
  keep: Scalars['Int']['output'];
  move: Array<SeatMove>;
  withoutSeat: Array<Passenger>;
};

export type SeatMove = {
  passenger: Passenger;
  from: Scalars['String']['output'];
  to: Scalars['String']['output'];
};

export type User = {
  id: Scalars['ID']['output'];
  bookings?: Maybe<BookingConnection>;
};


export type UserBookingsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type SeatRef = {
  flightId: Scalars['ID']['input'];
  seat: Scalars['String']['input'];
};

export type Hold = {
  id: Scalars['ID']['output'];
  seats: Array<HeldSeat>;
  total: Money;
  expiresAt: Scalars['DateTime']['output'];
  /** The server's clock, so a client can count down without trusting its own */
  serverTime: Scalars['DateTime']['output'];
};

export type HeldSeat = {
  flightId: Scalars['ID']['output'];
  flight?: Maybe<Flight>;
  seat: Seat;
};

export type BookingStatus =
  | 'PENDING_PAYMENT'
  | 'CONFIRMED'
  | 'EXPIRED'
  | 'CANCELLED';

export type BookingAction =
  | 'PAY'
  | 'APPLY_DISCOUNT'
  | 'CHANGE_SEAT'
  | 'CORRECT_NAME'
  | 'CANCEL';

export type Booking = {
  id: Scalars['ID']['output'];
  /** Six letters and digits, for people: K7PX2M */
  reference: Scalars['String']['output'];
  status: BookingStatus;
  user?: Maybe<User>;
  contactEmail: Scalars['String']['output'];
  passengers: Array<Passenger>;
  segments: Array<Segment>;
  priceLines: Array<PriceLine>;
  total: Money;
  balance: Money;
  payBy?: Maybe<Scalars['DateTime']['output']>;
  payments: Array<Payment>;
  refunds: Array<Refund>;
  tickets: Array<Ticket>;
  /** Numbered by a worker soon after payment */
  invoice?: Maybe<Invoice>;
  creditNotes: Array<Invoice>;
  availableActions: Array<BookingAction>;
  history: Array<BookingEvent>;
  createdAt: Scalars['DateTime']['output'];
};

export type Passenger = {
  id: Scalars['ID']['output'];
  givenName: Scalars['String']['output'];
  familyName: Scalars['String']['output'];
  bornOn: Scalars['LocalDate']['output'];
};

/** `seat` is null when a change of aircraft left none */
export type Segment = {
  flightId: Scalars['ID']['output'];
  flight?: Maybe<Flight>;
  passenger: Passenger;
  seat?: Maybe<Scalars['String']['output']>;
  cabin: CabinClass;
};

export type PriceLineKind =
  | 'FARE'
  | 'TAX'
  | 'SEAT'
  | 'DISCOUNT'
  | 'FEE';

export type PriceLine = {
  kind: PriceLineKind;
  description: Scalars['String']['output'];
  amount: Money;
};

export type PaymentStatus =
  | 'PROCESSING'
  | 'REQUIRES_ACTION'
  | 'CAPTURED'
  | 'FAILED';

export type Payment = {
  id: Scalars['ID']['output'];
  status: PaymentStatus;
  amount: Money;
  /** Where the payer completes a challenge; comes back to `returnUrl` */
  actionUrl?: Maybe<Scalars['String']['output']>;
  /** For the provider's own client library */
  clientSecret?: Maybe<Scalars['String']['output']>;
  declineCode?: Maybe<Scalars['String']['output']>;
  createdAt: Scalars['DateTime']['output'];
};

export type RefundStatus =
  | 'PENDING'
  | 'SUCCEEDED'
  | 'FAILED';

export type Refund = {
  id: Scalars['ID']['output'];
  status: RefundStatus;
  amount: Money;
  reason: Scalars['String']['output'];
};

export type Ticket = {
  number: Scalars['ID']['output'];
  passenger: Passenger;
  flightId: Scalars['ID']['output'];
  flight?: Maybe<Flight>;
  seat?: Maybe<Scalars['String']['output']>;
  /** Short-lived link to the PDF */
  pdfUrl: Scalars['String']['output'];
};

export type Invoice = {
  number: Scalars['ID']['output'];
  total: Money;
  /** Short-lived link to the PDF */
  pdfUrl: Scalars['String']['output'];
};

export type BookingEvent = {
  at: Scalars['DateTime']['output'];
  actor: Scalars['String']['output'];
  action: Scalars['String']['output'];
};

export type BookingEdge = {
  cursor: Scalars['String']['output'];
  node: Booking;
};

export type BookingConnection = {
  edges: Array<BookingEdge>;
  nodes: Array<Booking>;
  pageInfo: PageInfo;
};

/** Some seats are taken: which, and the nearest free ones of the same cabin. */
export type SeatsUnavailable = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  taken: Array<SeatOnFlight>;
  alternatives: Array<SeatOnFlight>;
};

export type SeatOnFlight = {
  flightId: Scalars['ID']['output'];
  seat: Scalars['String']['output'];
};

export type HoldLimitReached = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  limit: Scalars['Int']['output'];
};

export type HoldExpired = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  expiredAt: Scalars['DateTime']['output'];
};

export type PriceChanged = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  oldTotal: Money;
  newTotal: Money;
};

export type PaymentDeclined = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  declineCode: Scalars['String']['output'];
  payment: Payment;
};

export type DiscountInvalid = Problem & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** Exactly one of `seats` and `best`. All or none, over every flight named. `replaces`: a hold of the viewer's that ends in the same commit. */
export type HoldSeatsInput = {
  seats?: InputMaybe<Array<SeatRef>>;
  best?: InputMaybe<Array<BestSeatsInput>>;
  replaces?: InputMaybe<Scalars['ID']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

/** The server picks: `count` seats in `cabin`, next to each other where it can. */
export type BestSeatsInput = {
  flightId: Scalars['ID']['input'];
  count: Scalars['Int']['input'];
  cabin?: CabinClass;
  position?: InputMaybe<SeatPosition>;
  accessible?: Scalars['Boolean']['input'];
};

export type PassengerInput = {
  givenName: Scalars['String']['input'];
  familyName: Scalars['String']['input'];
  bornOn: Scalars['LocalDate']['input'];
  seats: Array<SeatRef>;
};

export type CreateBookingInput = {
  holdId: Scalars['ID']['input'];
  passengers: Array<PassengerInput>;
  /** Default: the account's own address */
  contactEmail?: InputMaybe<Scalars['String']['input']>;
  discountCode?: InputMaybe<Scalars['String']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

export type PayBookingInput = {
  bookingId: Scalars['ID']['input'];
  /** What the payment provider's client library returned for the card; the sandbox's are in Query.paymentProvider */
  paymentToken: Scalars['String']['input'];
  /** What the payer was shown; PriceChanged when it is no longer so */
  expectedTotal: Scalars['Decimal']['input'];
  /** Where a challenge sends the payer back to */
  returnUrl?: InputMaybe<Scalars['String']['input']>;
  idempotencyKey: Scalars['ID']['input'];
};

export type ApplyDiscountInput = {
  bookingId: Scalars['ID']['input'];
  code: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

/** Equal or cheaper seats only; the difference is refunded. */
export type ChangeSeatInput = {
  bookingId: Scalars['ID']['input'];
  passengerId: Scalars['ID']['input'];
  flightId: Scalars['ID']['input'];
  seat: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type CorrectNameInput = {
  bookingId: Scalars['ID']['input'];
  passengerId: Scalars['ID']['input'];
  givenName: Scalars['String']['input'];
  familyName: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type CancelBookingInput = {
  bookingId: Scalars['ID']['input'];
  /** The refund the quote promised */
  expectedRefund: Scalars['Decimal']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type CancellationQuote = {
  refund: Money;
  fee: Money;
  validUntil: Scalars['DateTime']['output'];
};

export type CreateDiscountInput = {
  code: Scalars['String']['input'];
  percentOff?: InputMaybe<Scalars['Int']['input']>;
  amountOff?: InputMaybe<Scalars['Decimal']['input']>;
  currency?: InputMaybe<Scalars['Currency']['input']>;
  validFrom: Scalars['DateTime']['input'];
  validTo: Scalars['DateTime']['input'];
  maxRedemptions: Scalars['Int']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type Discount = {
  code: Scalars['ID']['output'];
  percentOff?: Maybe<Scalars['Int']['output']>;
  amountOff?: Maybe<Money>;
  validFrom: Scalars['DateTime']['output'];
  validTo: Scalars['DateTime']['output'];
  maxRedemptions: Scalars['Int']['output'];
  redemptions: Scalars['Int']['output'];
};

export type BlockSeatsInput = {
  flightId: Scalars['ID']['input'];
  seats: Array<Scalars['String']['input']>;
  blocked: Scalars['Boolean']['input'];
  reason: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type HoldSeatsResult = Hold | SeatsUnavailable | HoldLimitReached | NotFound | WrongState | InvalidInput | IdempotencyConflict;

export type CreateBookingResult = Booking | HoldExpired | DiscountInvalid | InvalidInput | NotFound | WrongState | IdempotencyConflict;

export type PayBookingResult = Booking | PaymentDeclined | PriceChanged | SeatsUnavailable | InvalidInput | NotFound | WrongState | IdempotencyConflict;

export type BookingChangeResult = Booking | SeatsUnavailable | DiscountInvalid | PriceChanged | InvalidInput | NotFound | WrongState | IdempotencyConflict;

export type CreateDiscountResult = Discount | InvalidInput | IdempotencyConflict;

export type BlockSeatsResult = SeatMap | SeatsUnavailable | NotFound | InvalidInput | IdempotencyConflict;

export type BookingSummary = {
  reference: Scalars['String']['output'];
  status: BookingStatus;
  segments: Array<SummarySegment>;
};

export type SummarySegment = {
  flightId: Scalars['ID']['output'];
  flight?: Maybe<Flight>;
  seat?: Maybe<Scalars['String']['output']>;
};

/** `testTokens` is empty for a provider that takes real money. */
export type PaymentProvider = {
  name: Scalars['String']['output'];
  publicKey?: Maybe<Scalars['String']['output']>;
  testTokens: Array<TestToken>;
};

export type TestToken = {
  token: Scalars['String']['output'];
  meaning: Scalars['String']['output'];
};

export type Query = {
  hold?: Maybe<Hold>;
  booking?: Maybe<Booking>;
  /** For people without an account at hand: no names, no documents, no money */
  bookingByReference?: Maybe<BookingSummary>;
  /** Bookings of all customers, newest first */
  bookings: BookingConnection;
  paymentProvider: PaymentProvider;
  cancellationQuote?: Maybe<CancellationQuote>;
  discounts: Array<Discount>;
};


export type QueryHoldArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBookingArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBookingByReferenceArgs = {
  reference: Scalars['String']['input'];
  familyName: Scalars['String']['input'];
};


export type QueryBookingsArgs = {
  reference?: InputMaybe<Scalars['String']['input']>;
  flightId?: InputMaybe<Scalars['ID']['input']>;
  contactEmail?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<BookingStatus>;
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryCancellationQuoteArgs = {
  bookingId: Scalars['ID']['input'];
};

export type Mutation = {
  holdSeats: HoldSeatsResult;
  releaseHold: Scalars['Boolean']['output'];
  createBooking: CreateBookingResult;
  applyDiscount: BookingChangeResult;
  payBooking: PayBookingResult;
  changeSeat: BookingChangeResult;
  correctName: BookingChangeResult;
  cancelBooking: BookingChangeResult;
  createDiscount: CreateDiscountResult;
  blockSeats: BlockSeatsResult;
};


export type MutationHoldSeatsArgs = {
  input: HoldSeatsInput;
};


export type MutationReleaseHoldArgs = {
  holdId: Scalars['ID']['input'];
};


export type MutationCreateBookingArgs = {
  input: CreateBookingInput;
};


export type MutationApplyDiscountArgs = {
  input: ApplyDiscountInput;
};


export type MutationPayBookingArgs = {
  input: PayBookingInput;
};


export type MutationChangeSeatArgs = {
  input: ChangeSeatInput;
};


export type MutationCorrectNameArgs = {
  input: CorrectNameInput;
};


export type MutationCancelBookingArgs = {
  input: CancelBookingInput;
};


export type MutationCreateDiscountArgs = {
  input: CreateDiscountInput;
};


export type MutationBlockSeatsArgs = {
  input: BlockSeatsInput;
};

/** First the whole map (`full`: true), then only the seats that changed. Where changes were missed the whole map comes again. HELD past `heldUntil` counts as free. */
export type SeatMapUpdate = {
  flightId: Scalars['ID']['output'];
  flight?: Maybe<Flight>;
  version: Scalars['Int']['output'];
  layoutVersion: Scalars['Int']['output'];
  full: Scalars['Boolean']['output'];
  seats: Array<SeatState>;
};

export type SeatState = {
  number: Scalars['String']['output'];
  status: SeatStatus;
  heldUntil?: Maybe<Scalars['DateTime']['output']>;
};

export type Subscription = {
  seatMapChanged: SeatMapUpdate;
  /** The booking as it is now, then at every change */
  bookingChanged?: Maybe<Booking>;
};


export type SubscriptionSeatMapChangedArgs = {
  flightId: Scalars['ID']['input'];
};


export type SubscriptionBookingChangedArgs = {
  id: Scalars['ID']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Flight: Flight;
  User: User;
  Hold: Hold;
  Booking: Booking;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Flight:
    ( { __typename: 'Flight' }
    & GraphQLRecursivePick<FederationTypes['Flight'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  Hold:
    ( { __typename: 'Hold' }
    & GraphQLRecursivePick<FederationTypes['Hold'], {"id":true}> );
  Booking:
    ( { __typename: 'Booking' }
    & GraphQLRecursivePick<FederationTypes['Booking'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  HoldSeatsResult:
    | ( HoldRow & { __typename: 'Hold' } )
    | ( SeatsUnavailable & { __typename: 'SeatsUnavailable' } )
    | ( HoldLimitReached & { __typename: 'HoldLimitReached' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  CreateBookingResult:
    | ( BookingRow & { __typename: 'Booking' } )
    | ( HoldExpired & { __typename: 'HoldExpired' } )
    | ( DiscountInvalid & { __typename: 'DiscountInvalid' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  PayBookingResult:
    | ( BookingRow & { __typename: 'Booking' } )
    | ( PaymentDeclined & { __typename: 'PaymentDeclined' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( SeatsUnavailable & { __typename: 'SeatsUnavailable' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  BookingChangeResult:
    | ( BookingRow & { __typename: 'Booking' } )
    | ( SeatsUnavailable & { __typename: 'SeatsUnavailable' } )
    | ( DiscountInvalid & { __typename: 'DiscountInvalid' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  CreateDiscountResult:
    | ( Discount & { __typename: 'Discount' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  BlockSeatsResult:
    | ( SeatMap & { __typename: 'SeatMap' } )
    | ( SeatsUnavailable & { __typename: 'SeatsUnavailable' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( SeatsUnavailable & { __typename: 'SeatsUnavailable' } )
    | ( HoldLimitReached & { __typename: 'HoldLimitReached' } )
    | ( HoldExpired & { __typename: 'HoldExpired' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( PaymentDeclined & { __typename: 'PaymentDeclined' } )
    | ( DiscountInvalid & { __typename: 'DiscountInvalid' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Role: Role;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  LocalDate: ResolverTypeWrapper<Scalars['LocalDate']['output']>;
  Duration: ResolverTypeWrapper<Scalars['Duration']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  Money: ResolverTypeWrapper<Money>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  NotFound: ResolverTypeWrapper<NotFound>;
  WrongState: ResolverTypeWrapper<WrongState>;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  CabinClass: CabinClass;
  SeatPosition: SeatPosition;
  SeatFeature: SeatFeature;
  CabinLayout: ResolverTypeWrapper<CabinLayout>;
  SeatStatus: SeatStatus;
  Seat: ResolverTypeWrapper<Seat>;
  SeatMap: ResolverTypeWrapper<SeatMap>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CabinAvailability: ResolverTypeWrapper<CabinAvailability>;
  Flight: ResolverTypeWrapper<FlightRef>;
  SwapPreview: ResolverTypeWrapper<SwapPreview>;
  SeatMove: ResolverTypeWrapper<SeatMove>;
  User: ResolverTypeWrapper<UserRef>;
  SeatRef: SeatRef;
  Hold: ResolverTypeWrapper<HoldRow>;
  HeldSeat: ResolverTypeWrapper<Omit<HeldSeat, 'flight'> & { flight?: Maybe<ResolversTypes['Flight']> }>;
  BookingStatus: BookingStatus;
  BookingAction: BookingAction;
  Booking: ResolverTypeWrapper<BookingRow>;
  Passenger: ResolverTypeWrapper<Passenger>;
  Segment: ResolverTypeWrapper<Omit<Segment, 'flight'> & { flight?: Maybe<ResolversTypes['Flight']> }>;
  PriceLineKind: PriceLineKind;
  PriceLine: ResolverTypeWrapper<PriceLine>;
  PaymentStatus: PaymentStatus;
  Payment: ResolverTypeWrapper<Payment>;
  RefundStatus: RefundStatus;
  Refund: ResolverTypeWrapper<Refund>;
  Ticket: ResolverTypeWrapper<Omit<Ticket, 'flight'> & { flight?: Maybe<ResolversTypes['Flight']> }>;
  Invoice: ResolverTypeWrapper<Invoice>;
  BookingEvent: ResolverTypeWrapper<BookingEvent>;
  BookingEdge: ResolverTypeWrapper<Omit<BookingEdge, 'node'> & { node: ResolversTypes['Booking'] }>;
  BookingConnection: ResolverTypeWrapper<Omit<BookingConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BookingEdge']>, nodes: Array<ResolversTypes['Booking']> }>;
  SeatsUnavailable: ResolverTypeWrapper<SeatsUnavailable>;
  SeatOnFlight: ResolverTypeWrapper<SeatOnFlight>;
  HoldLimitReached: ResolverTypeWrapper<HoldLimitReached>;
  HoldExpired: ResolverTypeWrapper<HoldExpired>;
  PriceChanged: ResolverTypeWrapper<PriceChanged>;
  PaymentDeclined: ResolverTypeWrapper<PaymentDeclined>;
  DiscountInvalid: ResolverTypeWrapper<DiscountInvalid>;
  HoldSeatsInput: HoldSeatsInput;
  BestSeatsInput: BestSeatsInput;
  PassengerInput: PassengerInput;
  CreateBookingInput: CreateBookingInput;
  PayBookingInput: PayBookingInput;
  ApplyDiscountInput: ApplyDiscountInput;
  ChangeSeatInput: ChangeSeatInput;
  CorrectNameInput: CorrectNameInput;
  CancelBookingInput: CancelBookingInput;
  CancellationQuote: ResolverTypeWrapper<CancellationQuote>;
  CreateDiscountInput: CreateDiscountInput;
  Discount: ResolverTypeWrapper<Discount>;
  BlockSeatsInput: BlockSeatsInput;
  HoldSeatsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['HoldSeatsResult']>;
  CreateBookingResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateBookingResult']>;
  PayBookingResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PayBookingResult']>;
  BookingChangeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['BookingChangeResult']>;
  CreateDiscountResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateDiscountResult']>;
  BlockSeatsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['BlockSeatsResult']>;
  BookingSummary: ResolverTypeWrapper<Omit<BookingSummary, 'segments'> & { segments: Array<ResolversTypes['SummarySegment']> }>;
  SummarySegment: ResolverTypeWrapper<Omit<SummarySegment, 'flight'> & { flight?: Maybe<ResolversTypes['Flight']> }>;
  PaymentProvider: ResolverTypeWrapper<PaymentProvider>;
  TestToken: ResolverTypeWrapper<TestToken>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SeatMapUpdate: ResolverTypeWrapper<Omit<SeatMapUpdate, 'flight'> & { flight?: Maybe<ResolversTypes['Flight']> }>;
  SeatState: ResolverTypeWrapper<SeatState>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  LocalDate: Scalars['LocalDate']['output'];
  Duration: Scalars['Duration']['output'];
  Decimal: Scalars['Decimal']['output'];
  Currency: Scalars['Currency']['output'];
  Money: Money;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  InvalidInput: InvalidInput;
  NotFound: NotFound;
  WrongState: WrongState;
  IdempotencyConflict: IdempotencyConflict;
  CabinLayout: CabinLayout;
  Seat: Seat;
  SeatMap: SeatMap;
  ID: Scalars['ID']['output'];
  CabinAvailability: CabinAvailability;
  Flight: FlightRef;
  SwapPreview: SwapPreview;
  SeatMove: SeatMove;
  User: UserRef;
  SeatRef: SeatRef;
  Hold: HoldRow;
  HeldSeat: Omit<HeldSeat, 'flight'> & { flight?: Maybe<ResolversParentTypes['Flight']> };
  Booking: BookingRow;
  Passenger: Passenger;
  Segment: Omit<Segment, 'flight'> & { flight?: Maybe<ResolversParentTypes['Flight']> };
  PriceLine: PriceLine;
  Payment: Payment;
  Refund: Refund;
  Ticket: Omit<Ticket, 'flight'> & { flight?: Maybe<ResolversParentTypes['Flight']> };
  Invoice: Invoice;
  BookingEvent: BookingEvent;
  BookingEdge: Omit<BookingEdge, 'node'> & { node: ResolversParentTypes['Booking'] };
  BookingConnection: Omit<BookingConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BookingEdge']>, nodes: Array<ResolversParentTypes['Booking']> };
  SeatsUnavailable: SeatsUnavailable;
  SeatOnFlight: SeatOnFlight;
  HoldLimitReached: HoldLimitReached;
  HoldExpired: HoldExpired;
  PriceChanged: PriceChanged;
  PaymentDeclined: PaymentDeclined;
  DiscountInvalid: DiscountInvalid;
  HoldSeatsInput: HoldSeatsInput;
  BestSeatsInput: BestSeatsInput;
  PassengerInput: PassengerInput;
  CreateBookingInput: CreateBookingInput;
  PayBookingInput: PayBookingInput;
  ApplyDiscountInput: ApplyDiscountInput;
  ChangeSeatInput: ChangeSeatInput;
  CorrectNameInput: CorrectNameInput;
  CancelBookingInput: CancelBookingInput;
  CancellationQuote: CancellationQuote;
  CreateDiscountInput: CreateDiscountInput;
  Discount: Discount;
  BlockSeatsInput: BlockSeatsInput;
  HoldSeatsResult: ResolversUnionTypes<ResolversParentTypes>['HoldSeatsResult'];
  CreateBookingResult: ResolversUnionTypes<ResolversParentTypes>['CreateBookingResult'];
  PayBookingResult: ResolversUnionTypes<ResolversParentTypes>['PayBookingResult'];
  BookingChangeResult: ResolversUnionTypes<ResolversParentTypes>['BookingChangeResult'];
  CreateDiscountResult: ResolversUnionTypes<ResolversParentTypes>['CreateDiscountResult'];
  BlockSeatsResult: ResolversUnionTypes<ResolversParentTypes>['BlockSeatsResult'];
  BookingSummary: Omit<BookingSummary, 'segments'> & { segments: Array<ResolversParentTypes['SummarySegment']> };
  SummarySegment: Omit<SummarySegment, 'flight'> & { flight?: Maybe<ResolversParentTypes['Flight']> };
  PaymentProvider: PaymentProvider;
  TestToken: TestToken;
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  SeatMapUpdate: Omit<SeatMapUpdate, 'flight'> & { flight?: Maybe<ResolversParentTypes['Flight']> };
  SeatState: SeatState;
  Subscription: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
};

export type AuthDirectiveArgs = {
  role?: Role;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  max: Scalars['Int']['input'];
  window: Scalars['String']['input'];
  identityArgs?: Maybe<Array<Scalars['String']['input']>>;
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = Context, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ViewerDirectiveArgs = { };

export type ViewerDirectiveResolver<Result, Parent, ContextType = Context, Args = ViewerDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SnapshotDirectiveArgs = {
  version?: Scalars['String']['input'];
  full?: Scalars['String']['input'];
};

export type SnapshotDirectiveResolver<Result, Parent, ContextType = Context, Args = SnapshotDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type StateDirectiveArgs = { };

export type StateDirectiveResolver<Result, Parent, ContextType = Context, Args = StateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface LocalDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalDate'], any> {
  name: 'LocalDate';
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Duration'], any> {
  name: 'Duration';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict' | 'SeatsUnavailable' | 'HoldLimitReached' | 'HoldExpired' | 'PriceChanged' | 'PaymentDeclined' | 'DiscountInvalid', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WrongStateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WrongState'] = ResolversParentTypes['WrongState']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CabinLayoutResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CabinLayout'] = ResolversParentTypes['CabinLayout']> = {
  cabin?: Resolver<ResolversTypes['CabinClass'], ParentType, ContextType>;
  firstRow?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastRow?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  columns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  aisleAfter?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SeatResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Seat'] = ResolversParentTypes['Seat']> = {
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  row?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  column?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cabin?: Resolver<ResolversTypes['CabinClass'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['SeatPosition'], ParentType, ContextType>;
  features?: Resolver<Array<ResolversTypes['SeatFeature']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
  heldUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  heldByMe?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type SeatMapResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatMap'] = ResolversParentTypes['SeatMap']> = {
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  layoutVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cabins?: Resolver<Array<ResolversTypes['CabinLayout']>, ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['Seat']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CabinAvailabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CabinAvailability'] = ResolversParentTypes['CabinAvailability']> = {
  cabin?: Resolver<ResolversTypes['CabinClass'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  booked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type FlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Flight'] = ResolversParentTypes['Flight'], FederationReferenceType extends FederationReferenceTypes['Flight'] = FederationReferenceTypes['Flight']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Flight']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seatMap?: Resolver<Maybe<ResolversTypes['SeatMap']>, ParentType, ContextType>;
  availability?: Resolver<Maybe<Array<ResolversTypes['CabinAvailability']>>, ParentType, ContextType>;
  manifest?: Resolver<Maybe<ResolversTypes['BookingConnection']>, ParentType, ContextType, RequireFields<FlightManifestArgs, 'first'>>;
  swapPreview?: Resolver<Maybe<ResolversTypes['SwapPreview']>, ParentType, ContextType, RequireFields<FlightSwapPreviewArgs, 'layoutId'>>;
};

export type SwapPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SwapPreview'] = ResolversParentTypes['SwapPreview']> = {
  keep?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  move?: Resolver<Array<ResolversTypes['SeatMove']>, ParentType, ContextType>;
  withoutSeat?: Resolver<Array<ResolversTypes['Passenger']>, ParentType, ContextType>;
};

export type SeatMoveResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatMove'] = ResolversParentTypes['SeatMove']> = {
  passenger?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  bookings?: Resolver<Maybe<ResolversTypes['BookingConnection']>, ParentType, ContextType, RequireFields<UserBookingsArgs, 'first'>>;
};

export type HoldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold'], FederationReferenceType extends FederationReferenceTypes['Hold'] = FederationReferenceTypes['Hold']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Hold']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['HeldSeat']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  serverTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HeldSeatResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldSeat'] = ResolversParentTypes['HeldSeat']> = {
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  seat?: Resolver<ResolversTypes['Seat'], ParentType, ContextType>;
};

export type BookingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Booking'] = ResolversParentTypes['Booking'], FederationReferenceType extends FederationReferenceTypes['Booking'] = FederationReferenceTypes['Booking']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Booking']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BookingStatus'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  contactEmail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  passengers?: Resolver<Array<ResolversTypes['Passenger']>, ParentType, ContextType>;
  segments?: Resolver<Array<ResolversTypes['Segment']>, ParentType, ContextType>;
  priceLines?: Resolver<Array<ResolversTypes['PriceLine']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payBy?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  payments?: Resolver<Array<ResolversTypes['Payment']>, ParentType, ContextType>;
  refunds?: Resolver<Array<ResolversTypes['Refund']>, ParentType, ContextType>;
  tickets?: Resolver<Array<ResolversTypes['Ticket']>, ParentType, ContextType>;
  invoice?: Resolver<Maybe<ResolversTypes['Invoice']>, ParentType, ContextType>;
  creditNotes?: Resolver<Array<ResolversTypes['Invoice']>, ParentType, ContextType>;
  availableActions?: Resolver<Array<ResolversTypes['BookingAction']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['BookingEvent']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PassengerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Passenger'] = ResolversParentTypes['Passenger']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  givenName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  familyName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bornOn?: Resolver<ResolversTypes['LocalDate'], ParentType, ContextType>;
};

export type SegmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Segment'] = ResolversParentTypes['Segment']> = {
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  passenger?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
  seat?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cabin?: Resolver<ResolversTypes['CabinClass'], ParentType, ContextType>;
};

export type PriceLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PriceLine'] = ResolversParentTypes['PriceLine']> = {
  kind?: Resolver<ResolversTypes['PriceLineKind'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  actionUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  clientSecret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  declineCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RefundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Refund'] = ResolversParentTypes['Refund']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RefundStatus'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TicketResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Ticket'] = ResolversParentTypes['Ticket']> = {
  number?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  passenger?: Resolver<ResolversTypes['Passenger'], ParentType, ContextType>;
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  seat?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pdfUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InvoiceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Invoice'] = ResolversParentTypes['Invoice']> = {
  number?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  pdfUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BookingEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingEvent'] = ResolversParentTypes['BookingEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BookingEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingEdge'] = ResolversParentTypes['BookingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Booking'], ParentType, ContextType>;
};

export type BookingConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingConnection'] = ResolversParentTypes['BookingConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BookingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Booking']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SeatsUnavailableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatsUnavailable'] = ResolversParentTypes['SeatsUnavailable']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  taken?: Resolver<Array<ResolversTypes['SeatOnFlight']>, ParentType, ContextType>;
  alternatives?: Resolver<Array<ResolversTypes['SeatOnFlight']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeatOnFlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatOnFlight'] = ResolversParentTypes['SeatOnFlight']> = {
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seat?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HoldLimitReachedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldLimitReached'] = ResolversParentTypes['HoldLimitReached']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldExpiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldExpired'] = ResolversParentTypes['HoldExpired']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  expiredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PriceChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PriceChanged'] = ResolversParentTypes['PriceChanged']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  oldTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  newTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentDeclinedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentDeclined'] = ResolversParentTypes['PaymentDeclined']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  declineCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payment?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DiscountInvalidResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiscountInvalid'] = ResolversParentTypes['DiscountInvalid']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CancellationQuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancellationQuote'] = ResolversParentTypes['CancellationQuote']> = {
  refund?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  fee?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  validUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DiscountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Discount'] = ResolversParentTypes['Discount']> = {
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  percentOff?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  amountOff?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  validTo?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  maxRedemptions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  redemptions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HoldSeatsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HoldSeatsResult'] = ResolversParentTypes['HoldSeatsResult']> = {
  __resolveType?: TypeResolveFn<'Hold' | 'SeatsUnavailable' | 'HoldLimitReached' | 'NotFound' | 'WrongState' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateBookingResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateBookingResult'] = ResolversParentTypes['CreateBookingResult']> = {
  __resolveType?: TypeResolveFn<'Booking' | 'HoldExpired' | 'DiscountInvalid' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type PayBookingResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PayBookingResult'] = ResolversParentTypes['PayBookingResult']> = {
  __resolveType?: TypeResolveFn<'Booking' | 'PaymentDeclined' | 'PriceChanged' | 'SeatsUnavailable' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type BookingChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingChangeResult'] = ResolversParentTypes['BookingChangeResult']> = {
  __resolveType?: TypeResolveFn<'Booking' | 'SeatsUnavailable' | 'DiscountInvalid' | 'PriceChanged' | 'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type CreateDiscountResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateDiscountResult'] = ResolversParentTypes['CreateDiscountResult']> = {
  __resolveType?: TypeResolveFn<'Discount' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type BlockSeatsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BlockSeatsResult'] = ResolversParentTypes['BlockSeatsResult']> = {
  __resolveType?: TypeResolveFn<'SeatMap' | 'SeatsUnavailable' | 'NotFound' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type BookingSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookingSummary'] = ResolversParentTypes['BookingSummary']> = {
  reference?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BookingStatus'], ParentType, ContextType>;
  segments?: Resolver<Array<ResolversTypes['SummarySegment']>, ParentType, ContextType>;
};

export type SummarySegmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SummarySegment'] = ResolversParentTypes['SummarySegment']> = {
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  seat?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PaymentProviderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentProvider'] = ResolversParentTypes['PaymentProvider']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publicKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  testTokens?: Resolver<Array<ResolversTypes['TestToken']>, ParentType, ContextType>;
};

export type TestTokenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TestToken'] = ResolversParentTypes['TestToken']> = {
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  meaning?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType, RequireFields<QueryHoldArgs, 'id'>>;
  booking?: Resolver<Maybe<ResolversTypes['Booking']>, ParentType, ContextType, RequireFields<QueryBookingArgs, 'id'>>;
  bookingByReference?: Resolver<Maybe<ResolversTypes['BookingSummary']>, ParentType, ContextType, RequireFields<QueryBookingByReferenceArgs, 'reference' | 'familyName'>>;
  bookings?: Resolver<ResolversTypes['BookingConnection'], ParentType, ContextType, RequireFields<QueryBookingsArgs, 'first'>>;
  paymentProvider?: Resolver<ResolversTypes['PaymentProvider'], ParentType, ContextType>;
  cancellationQuote?: Resolver<Maybe<ResolversTypes['CancellationQuote']>, ParentType, ContextType, RequireFields<QueryCancellationQuoteArgs, 'bookingId'>>;
  discounts?: Resolver<Array<ResolversTypes['Discount']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  holdSeats?: Resolver<ResolversTypes['HoldSeatsResult'], ParentType, ContextType, RequireFields<MutationHoldSeatsArgs, 'input'>>;
  releaseHold?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReleaseHoldArgs, 'holdId'>>;
  createBooking?: Resolver<ResolversTypes['CreateBookingResult'], ParentType, ContextType, RequireFields<MutationCreateBookingArgs, 'input'>>;
  applyDiscount?: Resolver<ResolversTypes['BookingChangeResult'], ParentType, ContextType, RequireFields<MutationApplyDiscountArgs, 'input'>>;
  payBooking?: Resolver<ResolversTypes['PayBookingResult'], ParentType, ContextType, RequireFields<MutationPayBookingArgs, 'input'>>;
  changeSeat?: Resolver<ResolversTypes['BookingChangeResult'], ParentType, ContextType, RequireFields<MutationChangeSeatArgs, 'input'>>;
  correctName?: Resolver<ResolversTypes['BookingChangeResult'], ParentType, ContextType, RequireFields<MutationCorrectNameArgs, 'input'>>;
  cancelBooking?: Resolver<ResolversTypes['BookingChangeResult'], ParentType, ContextType, RequireFields<MutationCancelBookingArgs, 'input'>>;
  createDiscount?: Resolver<ResolversTypes['CreateDiscountResult'], ParentType, ContextType, RequireFields<MutationCreateDiscountArgs, 'input'>>;
  blockSeats?: Resolver<ResolversTypes['BlockSeatsResult'], ParentType, ContextType, RequireFields<MutationBlockSeatsArgs, 'input'>>;
};

export type SeatMapUpdateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatMapUpdate'] = ResolversParentTypes['SeatMapUpdate']> = {
  flightId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  layoutVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  full?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  seats?: Resolver<Array<ResolversTypes['SeatState']>, ParentType, ContextType>;
};

export type SeatStateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeatState'] = ResolversParentTypes['SeatState']> = {
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
  heldUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  seatMapChanged?: SubscriptionResolver<ResolversTypes['SeatMapUpdate'], "seatMapChanged", ParentType, ContextType, RequireFields<SubscriptionSeatMapChangedArgs, 'flightId'>>;
  bookingChanged?: SubscriptionResolver<Maybe<ResolversTypes['Booking']>, "bookingChanged", ParentType, ContextType, RequireFields<SubscriptionBookingChangedArgs, 'id'>>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  LocalDate?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Currency?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  WrongState?: WrongStateResolvers<ContextType>;
  IdempotencyConflict?: IdempotencyConflictResolvers<ContextType>;
  CabinLayout?: CabinLayoutResolvers<ContextType>;
  Seat?: SeatResolvers<ContextType>;
  SeatMap?: SeatMapResolvers<ContextType>;
  CabinAvailability?: CabinAvailabilityResolvers<ContextType>;
  Flight?: FlightResolvers<ContextType>;
  SwapPreview?: SwapPreviewResolvers<ContextType>;
  SeatMove?: SeatMoveResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  HeldSeat?: HeldSeatResolvers<ContextType>;
  Booking?: BookingResolvers<ContextType>;
  Passenger?: PassengerResolvers<ContextType>;
  Segment?: SegmentResolvers<ContextType>;
  PriceLine?: PriceLineResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  Refund?: RefundResolvers<ContextType>;
  Ticket?: TicketResolvers<ContextType>;
  Invoice?: InvoiceResolvers<ContextType>;
  BookingEvent?: BookingEventResolvers<ContextType>;
  BookingEdge?: BookingEdgeResolvers<ContextType>;
  BookingConnection?: BookingConnectionResolvers<ContextType>;
  SeatsUnavailable?: SeatsUnavailableResolvers<ContextType>;
  SeatOnFlight?: SeatOnFlightResolvers<ContextType>;
  HoldLimitReached?: HoldLimitReachedResolvers<ContextType>;
  HoldExpired?: HoldExpiredResolvers<ContextType>;
  PriceChanged?: PriceChangedResolvers<ContextType>;
  PaymentDeclined?: PaymentDeclinedResolvers<ContextType>;
  DiscountInvalid?: DiscountInvalidResolvers<ContextType>;
  CancellationQuote?: CancellationQuoteResolvers<ContextType>;
  Discount?: DiscountResolvers<ContextType>;
  HoldSeatsResult?: HoldSeatsResultResolvers<ContextType>;
  CreateBookingResult?: CreateBookingResultResolvers<ContextType>;
  PayBookingResult?: PayBookingResultResolvers<ContextType>;
  BookingChangeResult?: BookingChangeResultResolvers<ContextType>;
  CreateDiscountResult?: CreateDiscountResultResolvers<ContextType>;
  BlockSeatsResult?: BlockSeatsResultResolvers<ContextType>;
  BookingSummary?: BookingSummaryResolvers<ContextType>;
  SummarySegment?: SummarySegmentResolvers<ContextType>;
  PaymentProvider?: PaymentProviderResolvers<ContextType>;
  TestToken?: TestTokenResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  SeatMapUpdate?: SeatMapUpdateResolvers<ContextType>;
  SeatState?: SeatStateResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  viewer?: ViewerDirectiveResolver<any, any, ContextType>;
  snapshot?: SnapshotDirectiveResolver<any, any, ContextType>;
  state?: StateDirectiveResolver<any, any, ContextType>;
};

