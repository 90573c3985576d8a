"""What shoppers gather, order and pay for."""

from orders.models.carts import AsideLine, BillingAddress, Cart, CartLine, Checkout, Dispatch, Reach
from orders.models.charges import DeliveryPart, OrderDiscount
from orders.models.delivery import DeliveryBand, DeliveryMethod, DeliveryZone, ZoneCountry
from orders.models.differences import MoneyDifference
from orders.models.gift_cards import CartGiftCard, GiftCard, GiftCardEntry
from orders.models.invoices import Invoice, InvoiceCounter
from orders.models.orders import Order, OrderEvent, OrderLine, SentMail
from orders.models.parcels import Carrier, Parcel
from orders.models.payments import BankCharge, KeptMethod, Payment, ProviderEvent, Refund, RefundLine
from orders.models.promotions import Promotion, Redemption
from orders.models.returns import Return, ReturnLine
from orders.models.tax import TaxRate

__all__ = [
    "AsideLine",
    "BankCharge",
    "BillingAddress",
    "Carrier",
    "Cart",
    "CartGiftCard",
    "CartLine",
    "Checkout",
    "DeliveryBand",
    "DeliveryMethod",
    "DeliveryPart",
    "DeliveryZone",
    "Dispatch",
    "GiftCard",
    "GiftCardEntry",
    "Invoice",
    "InvoiceCounter",
    "KeptMethod",
    "MoneyDifference",
    "Order",
    "OrderDiscount",
    "OrderEvent",
    "OrderLine",
    "Parcel",
    "Payment",
    "Promotion",
    "ProviderEvent",
    "Reach",
    "Redemption",
    "Refund",
    "RefundLine",
    "Return",
    "ReturnLine",
    "SentMail",
    "TaxRate",
    "ZoneCountry",
]
