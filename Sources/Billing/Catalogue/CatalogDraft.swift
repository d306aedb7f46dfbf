/// A catalogue as it was written: in the order of its file, and not yet known to stand.
package struct CatalogDraft: Sendable, Equatable {
  package var plans: [Plan]
  package var packages: [Package]
  package var features: [Feature]
  package var comparison: [ComparisonGroup]
  package var actions: [ActionPrice]
  package var regions: [Region]
  package var offers: [Offer]
  package var policies: Policies

  package init(
    plans: [Plan], packages: [Package], features: [Feature] = [], comparison: [ComparisonGroup] = [],
    actions: [ActionPrice] = [], regions: [Region] = [], offers: [Offer] = [], policies: Policies = Policies()
  ) {
    self.plans = plans
    self.packages = packages
    self.features = features
    self.comparison = comparison
    self.actions = actions
    self.regions = regions
    self.offers = offers
    self.policies = policies
  }

  /// Everything that keeps it from standing.
  package var errors: [CatalogError] { CatalogRules.errors(self) }
}
