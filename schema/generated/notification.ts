// Made by scripts/codegen.ts from schema/notification.graphql: do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Context } from '../../subgraphs/notification/context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null;
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

export type Channel =
  | 'EMAIL'
  | 'SMS'
  | 'IN_APP';

export type NotificationStatus =
  | 'QUEUED'
  | 'SENDING'
  | 'RETRYING'
  | 'SENT'
  | 'SUPPRESSED'
  | 'DEAD';

export type NotificationTopic =
  | 'BOOKING'
  | 'PAYMENT'
  | 'FLIGHT'
  | 'ACCOUNT';

export type Notification = {
  id: Scalars['ID']['output'];
  topic: NotificationTopic;
  channel: Channel;
  status: NotificationStatus;
  subject: Scalars['String']['output'];
  body: Scalars['String']['output'];
  attempts: Scalars['Int']['output'];
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  lastError?: Maybe<Scalars['String']['output']>;
  createdAt: Scalars['DateTime']['output'];
  sentAt?: Maybe<Scalars['DateTime']['output']>;
  readAt?: Maybe<Scalars['DateTime']['output']>;
};

export type NotificationEdge = {
  cursor: Scalars['String']['output'];
  node: Notification;
};

export type NotificationConnection = {
  edges: Array<NotificationEdge>;
  nodes: Array<Notification>;
  pageInfo: PageInfo;
};

/** Mandatory ones cannot be switched off: a ticket always reaches its owner. */
export type NotificationPreference = {
  topic: NotificationTopic;
  channel: Channel;
  enabled: Scalars['Boolean']['output'];
  mandatory: Scalars['Boolean']['output'];
};

export type User = {
  id: Scalars['ID']['output'];
  /** Newest first */
  notifications?: Maybe<NotificationConnection>;
  notificationPreferences?: Maybe<Array<NotificationPreference>>;
};


export type UserNotificationsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Booking = {
  id: Scalars['ID']['output'];
  notifications?: Maybe<Array<Notification>>;
};

export type SendNotificationInput = {
  userId: Scalars['ID']['input'];
  topic: NotificationTopic;
  channel: Channel;
  subject: Scalars['String']['input'];
  body: Scalars['String']['input'];
  idempotencyKey: Scalars['ID']['input'];
};

export type SendNotificationResult = Notification | NotFound | InvalidInput | IdempotencyConflict;

export type RetryNotificationResult = Notification | NotFound | WrongState;

export type SetNotificationPreferenceResult = NotificationPreference | WrongState;

export type Query = {
  deadLetters: NotificationConnection;
};


export type QueryDeadLettersArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  /** A message by hand, to one user */
  sendNotification: SendNotificationResult;
  retryNotification: RetryNotificationResult;
  markNotificationRead?: Maybe<Notification>;
  setNotificationPreference: SetNotificationPreferenceResult;
};


export type MutationSendNotificationArgs = {
  input: SendNotificationInput;
};


export type MutationRetryNotificationArgs = {
  id: Scalars['ID']['input'];
};


export type MutationMarkNotificationReadArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSetNotificationPreferenceArgs = {
  topic: NotificationTopic;
  channel: Channel;
  enabled: Scalars['Boolean']['input'];
};

export type Subscription = {
  /** Every new message for the viewer, as it is made */
  notificationReceived: Notification;
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
  Notification: Notification;
  User: User;
  Booking: Booking;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Notification:
    ( { __typename: 'Notification' }
    & GraphQLRecursivePick<FederationTypes['Notification'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  Booking:
    ( { __typename: 'Booking' }
    & GraphQLRecursivePick<FederationTypes['Booking'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  SendNotificationResult:
    | ( Notification & { __typename: 'Notification' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
  ;
  RetryNotificationResult:
    | ( Notification & { __typename: 'Notification' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
  ;
  SetNotificationPreferenceResult:
    | ( NotificationPreference & { __typename: 'NotificationPreference' } )
    | ( WrongState & { __typename: 'WrongState' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( NotFound & { __typename: 'NotFound' } )
    | ( WrongState & { __typename: 'WrongState' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
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
  Channel: Channel;
  NotificationStatus: NotificationStatus;
  NotificationTopic: NotificationTopic;
  Notification: ResolverTypeWrapper<Notification>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  NotificationEdge: ResolverTypeWrapper<NotificationEdge>;
  NotificationConnection: ResolverTypeWrapper<NotificationConnection>;
  NotificationPreference: ResolverTypeWrapper<NotificationPreference>;
  User: ResolverTypeWrapper<User>;
  Booking: ResolverTypeWrapper<Booking>;
  SendNotificationInput: SendNotificationInput;
  SendNotificationResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SendNotificationResult']>;
  RetryNotificationResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RetryNotificationResult']>;
  SetNotificationPreferenceResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SetNotificationPreferenceResult']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
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
  Notification: Notification | FederationReferenceTypes['Notification'];
  ID: Scalars['ID']['output'];
  NotificationEdge: NotificationEdge;
  NotificationConnection: NotificationConnection;
  NotificationPreference: NotificationPreference;
  User: User | FederationReferenceTypes['User'];
  Booking: Booking | FederationReferenceTypes['Booking'];
  SendNotificationInput: SendNotificationInput;
  SendNotificationResult: ResolversUnionTypes<ResolversParentTypes>['SendNotificationResult'];
  RetryNotificationResult: ResolversUnionTypes<ResolversParentTypes>['RetryNotificationResult'];
  SetNotificationPreferenceResult: ResolversUnionTypes<ResolversParentTypes>['SetNotificationPreferenceResult'];
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
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
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'WrongState' | 'IdempotencyConflict', ParentType, ContextType>;
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

export type NotificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification'], FederationReferenceType extends FederationReferenceTypes['Notification'] = FederationReferenceTypes['Notification']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Notification']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['NotificationTopic'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['NotificationStatus'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
};

export type NotificationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Notification']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NotificationPreferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotificationPreference'] = ResolversParentTypes['NotificationPreference']> = {
  topic?: Resolver<ResolversTypes['NotificationTopic'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mandatory?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notifications?: Resolver<Maybe<ResolversTypes['NotificationConnection']>, ParentType, ContextType, RequireFields<UserNotificationsArgs, 'first'>>;
  notificationPreferences?: Resolver<Maybe<Array<ResolversTypes['NotificationPreference']>>, ParentType, ContextType>;
};

export type BookingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Booking'] = ResolversParentTypes['Booking'], FederationReferenceType extends FederationReferenceTypes['Booking'] = FederationReferenceTypes['Booking']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Booking']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notifications?: Resolver<Maybe<Array<ResolversTypes['Notification']>>, ParentType, ContextType>;
};

export type SendNotificationResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SendNotificationResult'] = ResolversParentTypes['SendNotificationResult']> = {
  __resolveType?: TypeResolveFn<'Notification' | 'NotFound' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type RetryNotificationResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetryNotificationResult'] = ResolversParentTypes['RetryNotificationResult']> = {
  __resolveType?: TypeResolveFn<'Notification' | 'NotFound' | 'WrongState', ParentType, ContextType>;
};

export type SetNotificationPreferenceResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetNotificationPreferenceResult'] = ResolversParentTypes['SetNotificationPreferenceResult']> = {
  __resolveType?: TypeResolveFn<'NotificationPreference' | 'WrongState', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  deadLetters?: Resolver<ResolversTypes['NotificationConnection'], ParentType, ContextType, RequireFields<QueryDeadLettersArgs, 'first'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  sendNotification?: Resolver<ResolversTypes['SendNotificationResult'], ParentType, ContextType, RequireFields<MutationSendNotificationArgs, 'input'>>;
  retryNotification?: Resolver<ResolversTypes['RetryNotificationResult'], ParentType, ContextType, RequireFields<MutationRetryNotificationArgs, 'id'>>;
  markNotificationRead?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType, RequireFields<MutationMarkNotificationReadArgs, 'id'>>;
  setNotificationPreference?: Resolver<ResolversTypes['SetNotificationPreferenceResult'], ParentType, ContextType, RequireFields<MutationSetNotificationPreferenceArgs, 'topic' | 'channel' | 'enabled'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  notificationReceived?: SubscriptionResolver<ResolversTypes['Notification'], "notificationReceived", ParentType, ContextType>;
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
  Notification?: NotificationResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationPreference?: NotificationPreferenceResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Booking?: BookingResolvers<ContextType>;
  SendNotificationResult?: SendNotificationResultResolvers<ContextType>;
  RetryNotificationResult?: RetryNotificationResultResolvers<ContextType>;
  SetNotificationPreferenceResult?: SetNotificationPreferenceResultResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  viewer?: ViewerDirectiveResolver<any, any, ContextType>;
  snapshot?: SnapshotDirectiveResolver<any, any, ContextType>;
  state?: StateDirectiveResolver<any, any, ContextType>;
};

